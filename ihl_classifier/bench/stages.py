"""Where the time of one text goes: the labeller's own stages, timed from outside while it labels."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from ihl_classifier.schema.incident import Incident

STAGES = (
    ("concepts", "ihl_classifier.language.concepts", "ConceptMatcher.find"),
    ("context", "ihl_classifier.language.context", "ContextFinder.find"),
    ("parties", "ihl_classifier.language.gazetteer", "Gazetteer.find"),
    ("parse", "ihl_classifier.language.parse", "Parser.parse"),
    ("acts", "ihl_classifier.language.reader", "read_acts"),
    ("facts", "ihl_classifier.language.reader", "read_facts"),
    ("engine", "ihl_classifier.reasoning.engine", "Engine.run"),
    ("model", "ihl_classifier.learning.model", "Model.predict"),
    ("law", "ihl_classifier.labeller", "applicable_law"),
    ("candidates", "ihl_classifier.candidates", "CandidateMaker.make"),
)
"""A stage, and the function that does it: the module and the name in it. No stage is part of another."""
REST = "the rest"


def stage_medians(label: Callable[[Incident], object], incidents: Sequence[Incident]) -> dict[str, float]:
    """Return the median milliseconds a text of each stage, and of what is in none of them."""
    taken: dict[str, list[float]] = {name: [] for name in (*(stage[0] for stage in STAGES), REST)}
    spent: dict[str, float] = {}
    with ExitStack() as stack:
        for name, module, function in STAGES:
            stack.enter_context(_timed(name, module, function, spent))
        for incident in incidents:
            spent.clear()
            began = time.perf_counter()
            label(incident)
            whole = time.perf_counter() - began
            for name, _, _ in STAGES:
                taken[name].append(spent.get(name, 0.0))
            taken[REST].append(whole - sum(spent.values()))
    return {name: statistics.median(times) * 1000 for name, times in taken.items()}


@contextmanager
def _timed(stage: str, module: str, function: str, spent: dict[str, float]) -> Iterator[None]:
    """Put a stopwatch around the function while the block runs; AttributeError where there is none of that name."""
    holder: Any = import_module(module)
    *outer, name = function.split(".")
    for part in outer:
        holder = getattr(holder, part)
    original = getattr(holder, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - began

    setattr(holder, name, watched)
    try:
        yield
    finally:
        setattr(holder, name, original)
