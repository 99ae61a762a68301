"""Three-valued logic with evidence: defeated < open < met; `any` takes the greatest, `all` the least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Stance, State

RANK = {State.DEFEATED: 0, State.OPEN: 1, State.MET: 2}


@dataclass(frozen=True, slots=True)
class Proof:
    """One ground for a finding: the words, the sentence they stand in, and the act they belong to (or None)."""

    span: Span
    sentence: int
    act: str | None = None
    stance: Stance = Stance.ASSERTED


@dataclass(frozen=True, slots=True)
class Finding:
    """The value of a condition and the grounds for it (for met: what proves it; for defeated: what speaks against)."""

    state: State
    proofs: tuple[Proof, ...] = ()

    @property
    def met(self) -> bool:
        """Return whether the condition is met."""
        return self.state is State.MET

    def spans(self) -> tuple[Span, ...]:
        """Return the words of the grounds, in text order, each once."""
        return tuple(sorted({proof.span for proof in self.proofs}))


OPEN = Finding(State.OPEN)


def any_of(findings: Iterable[Finding]) -> Finding:
    """Return the greatest of the findings; met ones pool their grounds."""
    return _pick(list(findings), greatest=True)


def all_of(findings: Iterable[Finding]) -> Finding:
    """Return the least of the findings; where all are met, they pool their grounds."""
    return _pick(list(findings), greatest=False)


def _pick(findings: list[Finding], *, greatest: bool) -> Finding:
    if not findings:
        return OPEN
    states = [f.state for f in findings]
    state = max(states, key=RANK.__getitem__) if greatest else min(states, key=RANK.__getitem__)
    proofs = tuple(dict.fromkeys(p for f in findings if f.state is state for p in f.proofs))
    return Finding(state, proofs)


def negation(finding: Finding) -> Finding:
    """Return `not`: defeated where the argument is met, met where it is defeated, open where it is open."""
    if finding.state is State.OPEN:
        return finding
    return replace(finding, state=State.DEFEATED if finding.met else State.MET)
