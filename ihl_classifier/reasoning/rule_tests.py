"""Runs the examples that rule files carry: they are the rules' tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ihl_classifier.knowledge.rulebook import ExampleFile, Rulebook
from ihl_classifier.language.reader import Reader
from ihl_classifier.reasoning.engine import Engine
from ihl_classifier.schema.terms import Grade


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example and what was wrong with it; `faults` is empty where it passes."""

    rule: int
    group: str
    example: ExampleFile
    faults: tuple[str, ...]


def run_examples(
    rulebook: Rulebook, reader: Reader, engine: Engine, only: frozenset[int] = frozenset()
) -> Iterator[ExampleResult]:
    """Yield the result of every example of the rules in `only` (empty: all)."""
    for number, rule in rulebook.rules.items():
        if only and number not in only:
            continue
        for group, examples in (
            ("match", rule.examples.match),
            ("no_match", rule.examples.no_match),
            ("todo", rule.examples.todo),
        ):
            for example in examples:
                yield ExampleResult(number, group, example, tuple(_faults(number, group, example, reader, engine)))


def _faults(number: int, group: str, example: ExampleFile, reader: Reader, engine: Engine) -> Iterator[str]:
    reading = reader.read(example.text, example.country or None, example.date or None)
    trace = engine.run(reading)[number]
    if group == "no_match" or (group == "todo" and example.grade is None):
        if trace.grade is not None:
            yield f"gives {trace.grade} ({trace.because}); wanted none: {example.why}"
        return
    wanted = example.grade or Grade.PRIMARY
    if trace.grade is not wanted:
        found = ", ".join(f"{name} {finding.state}" for name, finding in trace.elements.items())
        yield f"gives {trace.grade or 'none'} {trace.because}; wanted {wanted}; elements: {found}"
    for name, quote in example.evidence.items():
        if quote not in example.text:
            yield f"evidence {quote!r} is not in the text"
        elif name not in trace.elements:
            yield f"evidence names the element {name!r}, which the rule lacks"
        else:
            start = example.text.index(quote)
            spans = trace.elements[name].spans()
            if not any(s.start < start + len(quote) and start < s.end for s in spans):
                yield f"element {name}: evidence {[s.text for s in spans]} does not touch {quote!r}"
    if example.stance and trace.stance is not example.stance:
        yield f"stance {trace.stance}; wanted {example.stance}"
