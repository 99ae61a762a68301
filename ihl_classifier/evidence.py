"""The engine's evidence as the learning floor sees it: one place, for training and serving alike."""

from __future__ import annotations

from collections.abc import Mapping

from ihl_classifier.language.reading import Reading
from ihl_classifier.learning.example import Example
from ihl_classifier.reasoning.engine import RuleTrace
from ihl_classifier.schema.terms import State


def example_of(reading: Reading, traces: Mapping[int, RuleTrace]) -> Example:
    """Return the masked text, the marks (rules, elements, concepts and tellings) and the engine's scores."""
    marks: dict[str, float] = {}
    for number, trace in traces.items():
        if trace.grade:
            marks[f"rule:{number}={trace.grade.value}"] = 1.0
        for name, finding in trace.elements.items():
            if finding.state is State.MET:
                marks[f"element:{number}.{name}"] = 1.0
    for mention in (m for m in reading.mentions if m.sentence not in reading.taught):
        told = "" if mention.telling.told else "untold-"
        for concept in mention.up:
            marks[f"{told}concept:{concept}"] = 1.0
    harmful = [act for act in reading.acts if "harm" in act.up and act.sentence not in reading.taught]
    for act in harmful:
        marks[f"telling:{act.telling.stance.value}"] = 1.0
        for patient in act.patients:
            for concept in patient.concepts:
                marks[f"harmed:{act.concept}:{concept}"] = 1.0
    marks["told-harm"] = float(any(act.telling.told for act in harmful))
    engine = {number: trace.score for number, trace in traces.items() if trace.score > 0}
    return Example(reading.masked, reading.language, marks, engine)
