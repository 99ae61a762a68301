"""A candidate in words: what proves each element, what is open, what speaks against it. Never a finding."""

from __future__ import annotations

from collections.abc import Callable

from ihl_classifier.knowledge.rulebook import RuleFile
from ihl_classifier.reasoning.engine import RuleTrace
from ihl_classifier.schema.terms import Stance, State

QUOTES = 3


def explain(
    title: str, trace: RuleTrace, rule: RuleFile | None, band: str, who: Callable[[str], str], by_likeness: bool
) -> str:
    """Return a short explanation from the trace itself; `who` gives "agent -> patient" of an act's ref, or ""."""
    parts = [f"{title} (Rule {trace.rule}), {band}."]
    if by_likeness:
        parts.append("Proposed because similar texts were labelled so; the rule engine alone does not propose it.")
    for name, finding in trace.elements.items():
        label = name.replace("_", " ").capitalize()
        if finding.state is State.OPEN:
            parts.append(f"{label}: open.")
            continue
        quotes = ", ".join(f"“{span.text}”" for span in finding.spans()[:QUOTES])
        if finding.state is State.DEFEATED:
            parts.append(f"{label}: the text speaks against it ({quotes}).")
            continue
        told = next((text for p in finding.proofs if p.act and (text := who(p.act))), "")
        stance = next((p.stance for p in finding.proofs if p.stance is not Stance.ASSERTED), None)
        notes = ", ".join(filter(None, (told, stance.value if stance else "")))
        parts.append(f"{label}: {quotes}{f' ({notes})' if notes else ''}.")
    met = [name for name, finding in trace.defeaters.items() if finding.met]
    if met and rule:
        sources = {d.id: d.source for d in rule.defeated_by}
        parts.append(
            "Speaks against it: " + "; ".join(f"{n.replace('_', ' ')} ({sources.get(n, '')})" for n in met) + "."
        )
    if rule and rule.contested:
        parts.append("Contested: " + "; ".join(rule.contested.values()) + ".")
    if rule and rule.ask:
        parts.append("Ask: " + " ".join(rule.ask))
    return " ".join(parts)
