from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.reading.rows import IncidentRow
from ihl_classifier.reading.tables import csv_rows, map_columns
from ihl_classifier.schema.error import ErrorLine, IhlError


def rows(text: str) -> list[IncidentRow | ErrorLine]:
    return list(csv_rows(text, "events.csv"))


def texts(text: str) -> list[str]:
    return [row.incident.text if isinstance(row, IncidentRow) else row.error.code for row in rows(text)]


@pytest.mark.parametrize(
    ("header", "places"),
    [
        (["id", "text"], {"id": 0, "text": 1}),
        (["EVENT_ID_CNTY", "Event Date", "Country", "Notes"], {"id": 0, "date": 1, "country": 2, "text": 3}),
        (["notes", "description", "text"], {"text": 2}),
        (["Pays", "Récit", "Jour"], {"country": 0, "text": 1, "date": 2}),
        (["\ufefftext", "source"], {"text": 0, "source": 1}),
        (["Incident Description", "Date of Incident"], {"text": 0, "date": 1}),
    ],
)
def test_columns_are_found_by_their_names(header: list[str], places: dict[str, int]) -> None:
    assert map_columns(header).places == places


def test_a_table_without_a_text_names_the_columns_it_has() -> None:
    with pytest.raises(IhlError) as caught:
        rows("region;killed\nnorth;3\n")
    assert caught.value.info.code == "missing_column"
    assert "region, killed" in caught.value.info.message
    assert "text" in caught.value.info.hint


def test_other_columns_are_carried_along() -> None:
    row = rows("id,text,region,killed\n7,Boats burned.,north,3\n")[0]
    assert isinstance(row, IncidentRow)
    assert (row.line, row.incident.id, dict(row.extra)) == (2, "7", {"region": "north", "killed": "3"})


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("text,n\nBoats burned.,1\n", ["Boats burned."]),
        ("text;n\nBoats, nets burned.;1\n", ["Boats, nets burned."]),
        ("text\tn\nBoats burned.\t1\n", ["Boats burned."]),
        ("text\nBoats, nets burned.\n\nA mill, too.\n", ["Boats, nets burned.", "A mill, too."]),
        ('text,n\n"Boats ""burned"",\nthen nets.",1\nA mill.,2\n', ['Boats "burned",\nthen nets.', "A mill."]),
        ("text,n\r\nBoats.,1\r\nA mill.,2\r\n", ["Boats.", "A mill."]),
        ("text,n\rBoats.,1\rA mill.,2\r", ["Boats.", "A mill."]),
        ("\n\ntext,n\nBoats.,1", ["Boats."]),
        ("n,text\n1\n2,A mill.\n,,\n,\n", ["blank_text", "A mill."]),
        ("text,n\nBoats,nets,1\nA mill.,2\n", ["bad_row", "A mill."]),
        ('text,n\nBoats.,1\n"broken "quote,2\nA mill.,3\n', ["Boats.", "bad_row", "A mill."]),
        ('text,n\nBoats.,1\n"never closed,2\nA mill.,3\n', ["Boats.", "bad_row", "A mill."]),
        ("text,n\nBoats\u2028burned.,1\n", ["Boats\u2028burned."]),
        ('text,n\nA 5" shell.,1\n', ['A 5" shell.']),
    ],
)
def test_each_row_is_read_or_an_error(table: str, expected: list[str]) -> None:
    assert texts(table) == expected


@pytest.mark.parametrize("table", ["", "\n\n", "  "])
def test_an_empty_table_is_an_error(table: str) -> None:
    with pytest.raises(IhlError) as caught:
        rows(table)
    assert caught.value.info.code == "empty_table"


CELL = st.text(alphabet="ab,;\"' \n\r\u2028é=", max_size=12).map(lambda cell: f"x{cell}x")


@given(st.lists(CELL, min_size=1, max_size=6))
def test_what_a_spreadsheet_writes_comes_back(cells: list[str]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["id", "text"])
    writer.writerows([str(number), cell] for number, cell in enumerate(cells))
    assert texts(stream.getvalue()) == cells


@given(st.text(alphabet='ab,"\n', max_size=60))
def test_a_broken_row_never_takes_a_whole_one_behind_it(broken: str) -> None:
    quotes = broken.count('"') % 2 == 0
    found = texts(f'id,text\n{broken}\n9,"the last one"\n')
    assert found[-1] in ("the last one", "bad_row")
    if quotes and "\n" not in broken and '"' not in broken:
        assert found[-1] == "the last one"
