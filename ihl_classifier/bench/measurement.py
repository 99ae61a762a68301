"""The measurement: one text after the other, through the API, in bulk, loading; of the labeller and the baseline."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from ihl_classifier.batch.labelling import CHUNK, Labels, label_in_order
from ihl_classifier.bench.baseline import load_blank
from ihl_classifier.bench.loading import BASELINE, LABELLER, Loading, loading
from ihl_classifier.bench.service import served
from ihl_classifier.bench.stages import stage_medians
from ihl_classifier.learning.corpus import load_split
from ihl_classifier.schema.incident import Incident

WORDS = (40, 60)
"""Length of the texts, in words."""
WARM_UP = 20

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a text: median and 95th percentile of `texts` calls, one after the other."""

    median: float
    p95: float
    texts: int

    @classmethod
    def of(cls, call: Callable[[Incident], object], incidents: Sequence[Incident]) -> Latency:
        """Return what a call costs, after a warm-up that is not counted."""
        for incident in incidents[:WARM_UP]:
            call(incident)
        taken = []
        for incident in incidents:
            began = time.perf_counter()
            call(incident)
            taken.append((time.perf_counter() - began) * 1000)
        return cls(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], len(taken))


@dataclass(frozen=True, slots=True)
class Bulk:
    """Texts a second once the processes work, and seconds until the first answers are there."""

    texts_a_second: float
    start_seconds: float
    processes: int
    texts: int


@dataclass(frozen=True, slots=True)
class Side:
    """What was measured of one labeller."""

    loading: Loading
    one_text: Latency
    cpu_ms: float
    """Processor time of this process for one text: what is left of a text's cost on a machine with other work to do."""
    api: Latency
    bulk: tuple[Bulk, ...]
    """In one process, and in as many as there are cores."""


@dataclass(frozen=True, slots=True)
class Result:
    """The whole measurement."""

    machine: dict[str, str]
    ihl: Side
    baseline: Side
    stages_ms: dict[str, float]


def sample(count: int) -> list[Incident]:
    """Return `count` texts of middle length from the training corpus, again from the first where there are fewer.

    A repeated text is labelled anew: nothing is remembered between calls.
    """
    fitting = [row.text for row in load_split("train") if WORDS[0] <= len(row.text.split()) <= WORDS[1]]
    return [Incident(text=text, id=str(number)) for number, text in enumerate(islice(cycle(fitting), count))]


def load_labeller() -> Labels:
    """Return the labeller of this installation, in a worker process too."""
    from ihl_classifier.labeller import Labeller

    return Labeller.load()


def measure(texts: int, bulk: int, tell: Tell) -> Result:
    """Return the measurement over `texts` single texts and `bulk` texts in bulk."""
    incidents, many = sample(texts), sample(bulk)
    machine = _machine()
    blank = load_blank()
    baseline = _side("baseline", BASELINE, blank, load_blank, incidents, many, tell)
    labeller = load_labeller()
    ihl = _side("labeller", LABELLER, labeller, load_labeller, incidents, many, tell)
    tell("the stages of a text")
    return Result(machine, ihl, baseline, stage_medians(labeller.label, incidents))


def _side(
    name: str, statement: str, labeller: Labels, load: Callable[[], Labels], incidents: Sequence[Incident],
    many: Sequence[Incident], tell: Tell,
) -> Side:  # fmt: skip
    tell(f"{name}: loading")
    cost = loading(statement)
    tell(f"{name}: one text after the other")
    alone, cpu = Latency.of(labeller.label, incidents), _processor_ms(labeller, incidents)
    tell(f"{name}: through the API")
    with served(plain=load is load_blank) as client:
        through = Latency.of(lambda incident: client.label(incident.text), incidents)
    rates = []
    for processes in dict.fromkeys((1, cores())):
        tell(f"{name}: in bulk, processes: {processes}")
        rates.append(in_bulk(many, labeller, load, processes))
    return Side(cost, alone, cpu, through, tuple(rates))


def _processor_ms(labeller: Labels, incidents: Sequence[Incident]) -> float:
    began = time.process_time()
    for incident in incidents:
        labeller.label(incident)
    return (time.process_time() - began) * 1000 / len(incidents)


def in_bulk(incidents: Sequence[Incident], labeller: Labels, load: Callable[[], Labels], processes: int) -> Bulk:
    """Return the rate from the first answers to the last; texts that may be labelled by then are not counted."""
    began = time.perf_counter()
    chunks = label_in_order(incidents, labeller, load=load, workers=processes)
    next(chunks)
    started = time.perf_counter()
    for _ in chunks:
        pass
    rate = (len(incidents) - processes * CHUNK) / (time.perf_counter() - started)
    return Bulk(rate, started - began, processes, len(incidents))


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _machine() -> dict[str, str]:
    """Return what the figures depend on: a machine that has other work to do is slower than its cores tell."""
    return {
        "system": platform.system(), "python": platform.python_version(), "cores": str(cores()),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }  # fmt: skip
