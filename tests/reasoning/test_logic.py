"""Three values: defeated < open < met; `any` the greatest, `all` the least; `not` turns met and defeated round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.reasoning.logic import OPEN, Finding, Proof, all_of, any_of, negation
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import State

MET, DEFEATED = Finding(State.MET, (Proof(Span(0, 1, "a"), 0),)), Finding(State.DEFEATED, (Proof(Span(2, 3, "b"), 0),))
FINDINGS = st.lists(st.sampled_from([OPEN, MET, DEFEATED]), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("parts", "any_", "all_"),
    [
        ([MET, OPEN], State.MET, State.OPEN),
        ([MET, DEFEATED], State.MET, State.DEFEATED),
        ([OPEN, DEFEATED], State.OPEN, State.DEFEATED),
        ([MET, MET], State.MET, State.MET),
        ([], State.OPEN, State.OPEN),
    ],
)
def test_any_and_all(parts: list[Finding], any_: State, all_: State) -> None:
    assert any_of(parts).state is any_
    assert all_of(parts).state is all_


@given(FINDINGS)
def test_de_morgan(parts: list[Finding]) -> None:
    assert negation(any_of(parts)).state is all_of([negation(p) for p in parts]).state
    assert negation(all_of(parts)).state is any_of([negation(p) for p in parts]).state


@given(FINDINGS)
def test_only_grounds_of_the_deciding_value_are_kept(parts: list[Finding]) -> None:
    found = any_of(parts)
    assert set(found.proofs) == {p for f in parts if f.state is found.state for p in f.proofs}
