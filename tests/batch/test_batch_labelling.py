from __future__ import annotations

from collections.abc import Sequence

import pytest
from keyword_labeller import POISON, REFUSED, KeywordLabeller, load

from ihl_classifier.batch.labelling import CHUNK, label_chunk, label_in_order
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import ErrorInfo
from ihl_classifier.schema.incident import Incident


def incidents(count: int) -> list[Incident]:
    return [Incident(text=f"Raid number {number}", id=str(number)) for number in range(count)]


def test_one_that_fails_takes_no_other_with_it() -> None:
    texts = ["one", f"{POISON} secretword", f"{REFUSED} secretword", "four"]
    first, poisoned, refused, last = label_chunk(KeywordLabeller(), [Incident(text=text) for text in texts])
    assert isinstance(first, LabelledIncident)
    assert isinstance(last, LabelledIncident)
    assert isinstance(poisoned, ErrorInfo)
    assert poisoned.code == "internal_error"
    assert "ZeroDivisionError" in poisoned.message
    assert "keyword_labeller.py" in poisoned.where
    assert isinstance(refused, ErrorInfo)
    assert refused.code == "too_hard"
    assert "secretword" not in repr((poisoned, refused))


def test_a_broken_installation_is_no_broken_input() -> None:
    with pytest.raises(ZeroDivisionError):
        label_chunk(KeywordLabeller(), [Incident(text=POISON)] * 20)
    assert len(label_chunk(KeywordLabeller(), [Incident(text=POISON)] * 3)) == 3


def test_a_labeller_that_drops_an_answer_is_caught() -> None:
    class Dropping(KeywordLabeller):
        def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
            return super().label_many(incidents[:0])

    with pytest.raises(RuntimeError, match="0 answers"):
        label_chunk(Dropping(), incidents(3))


@pytest.mark.parametrize("workers", [1, 2])
def test_outcomes_come_in_input_order(workers: int) -> None:
    total = 3 * CHUNK + 5
    chunks = list(label_in_order(incidents(total), KeywordLabeller(), load=load, workers=workers))
    flat = [one for chunk in chunks for one in chunk]
    assert [one.id for one in flat if isinstance(one, LabelledIncident)] == [str(number) for number in range(total)]
    assert max(map(len, chunks)) == CHUNK
