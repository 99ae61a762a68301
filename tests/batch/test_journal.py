from __future__ import annotations

from pathlib import Path

import pytest
from keyword_labeller import KeywordLabeller

from ihl_classifier.batch.journal import Entry, Journal
from ihl_classifier.schema.error import ErrorInfo, ErrorLine, IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.passage import BatchRow, PassageRef

RUN = {"inputs": "abc", "model": "1"}


def entries(count: int) -> list[Entry | ErrorLine]:
    place = PassageRef("d", None, 1, "", 0, 5, ((0, 0, 5),))
    rows: list[Entry | ErrorLine] = [ErrorLine("x", 1, ErrorInfo("bad_row", "é", "w", "h"))]
    for number in range(count - 1):
        answer = KeywordLabeller().label(Incident(text="Raid at Gao – abducted", id=str(number)))
        rows.append(Entry(BatchRow(answer, place), {"date": "2031"}, {"region": "né"}))
    return rows


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    written = entries(4)
    with Journal(tmp_path / "j", RUN) as journal:
        journal.append(written[:2])
        journal.append(written[2:])
        assert list(journal.entries()) == written
    with Journal(tmp_path / "j", RUN) as journal:
        assert (journal.done, journal.resumed) == (4, True)
        journal.append(written[1:2])
        assert list(journal.entries()) == [*written, written[1]]


def test_wherever_a_kill_cuts_it_off_whole_rows_stay(tmp_path: Path) -> None:
    path, written = tmp_path / "j", entries(4)
    with Journal(path, RUN) as journal:
        journal.append(written)
    whole = path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    for cut in {*ends, *(end - 1 for end in ends), *range(0, len(whole), 97)}:
        path.write_bytes(whole[:cut])
        with Journal(path, RUN) as journal:
            assert journal.done == max(0, sum(end <= cut for end in ends) - 1)
            journal.append(written[journal.done :])
            assert list(journal.entries()) == written


def test_the_journal_of_another_run_is_not_taken_up(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN) as journal:
        journal.append(entries(2))
    with pytest.raises(IhlError) as caught:
        Journal(tmp_path / "j", {**RUN, "model": "2"})
    assert caught.value.info.code == "journal_of_another_run"
    assert "--restart" in caught.value.info.hint
    with Journal(tmp_path / "j", {**RUN, "model": "2"}, restart=True) as journal:
        assert (journal.done, journal.resumed) == (0, False)


def test_only_one_run_holds_it(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN) as journal:
        journal.append(entries(2))
        with pytest.raises(IhlError) as caught:
            Journal(tmp_path / "j", RUN, restart=True)
        assert caught.value.info.code == "journal_in_use"
        assert len(list(journal.entries())) == 2


def test_no_one_else_may_read_it(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN):
        assert (tmp_path / "j").stat().st_mode & 0o077 == 0
