"""Labelling of many incidents in chunks, in this process or in several; one that fails takes no other with it."""

from __future__ import annotations

import os
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from ihl_classifier.schema.answer import LabelledIncident, ModelInfo
from ihl_classifier.schema.error import ErrorInfo, IhlError
from ihl_classifier.schema.incident import Incident

Outcome = LabelledIncident | ErrorInfo

CHUNK = 32
"""Incidents that are labelled together."""

_HOPELESS = 8
"""So many incidents that all fail in one chunk mean a broken installation, not broken input."""


class Labels(Protocol):
    """What labels incidents: the labeller, or what stands in for it in a test."""

    @property
    def info(self) -> ModelInfo:
        """Return the versions of model and rules."""

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the labelled incident."""

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the labelled incidents, in input order."""


def label_chunk(labeller: Labels, incidents: Sequence[Incident]) -> list[Outcome]:
    """Return an answer or an error for each incident, in order.

    Raises:
        Exception: what the labeller raised, where it fails for every incident of a whole chunk.
    """
    try:
        answers: list[Outcome] = list(labeller.label_many(incidents))
    except Exception:  # each incident is tried alone below, and what fails again is told there
        return _label_each(labeller, incidents)
    if len(answers) != len(incidents):
        raise RuntimeError(f"{len(incidents)} incidents went to the labeller and {len(answers)} answers came back")
    return answers


def _label_each(labeller: Labels, incidents: Sequence[Incident]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    broken = 0
    for incident in incidents:
        try:
            outcomes.append(labeller.label(incident))
        except IhlError as error:
            outcomes.append(error.info)
        except Exception as error:
            broken += 1
            if broken == len(incidents) >= _HOPELESS:
                raise
            outcomes.append(_internal(error))
    return outcomes


def _internal(error: Exception) -> ErrorInfo:
    """Return an error that names where the program failed; its message is left out, for it may quote the text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    message = f"the labeller failed on this text ({type(error).__name__})"
    return ErrorInfo("internal_error", message, where, "please report it; the other rows are not affected")


def label_in_order(
    incidents: Iterable[Incident], labeller: Labels, *, load: Callable[[], Labels], workers: int = 1
) -> Iterator[list[Outcome]]:
    """Yield the outcomes of chunk after chunk, in input order.

    With more than one worker each process loads a labeller of its own with `load`, which must be picklable.
    """
    chunks = _chunks(incidents)
    if workers <= 1:
        for chunk in chunks:
            yield label_chunk(labeller, chunk)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(load,)) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_label_in_worker, chunk))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunks(incidents: Iterable[Incident]) -> Iterator[list[Incident]]:
    rest = iter(incidents)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


class _Worker:
    """The labeller of a worker process."""

    labeller: Labels | None = None


def _start_worker(load: Callable[[], Labels]) -> None:
    """Load this process's labeller; the process ends when its parent does, even if that was killed."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _Worker.labeller = load()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _label_in_worker(chunk: list[Incident]) -> list[Outcome]:
    if _Worker.labeller is None:
        raise RuntimeError("the worker process was not started properly")
    return label_chunk(_Worker.labeller, chunk)
