"""Three-valued logic with evidence: defeated < open < met; `any` takes the greatest, `all` the least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Stance, State


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
    """Return the greatest of the findings; met ones pool their grounds. None at all is open."""
    return _pick(findings, State.MET, State.DEFEATED)


def all_of(findings: Iterable[Finding]) -> Finding:
    """Return the least of the findings; where all are met, they pool their grounds. None at all is open."""
    return _pick(findings, State.DEFEATED, State.MET)


def _pick(findings: Iterable[Finding], decisive: State, otherwise: State) -> Finding:
    """Return the findings of the decisive state if there are any, else open if one is open, else the rest."""
    given = list(findings)
    chosen = [finding for finding in given if finding.state is decisive]
    deciding = bool(chosen)
    if not deciding and not any(finding.state is State.OPEN for finding in given):
        chosen = given
    if not chosen:
        return OPEN
    if len(chosen) == 1:
        return chosen[0]
    state = decisive if deciding else otherwise
    return Finding(state, tuple(dict.fromkeys(proof for finding in chosen for proof in finding.proofs)))


def negation(finding: Finding) -> Finding:
    """Return `not`: defeated where the argument is met, met where it is defeated, open where it is open."""
    if finding.state is State.OPEN:
        return finding
    return replace(finding, state=State.DEFEATED if finding.met else State.MET)
