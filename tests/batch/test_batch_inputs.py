from __future__ import annotations

from pathlib import Path

import pytest

from ihl_classifier.batch.inputs import Item, find_sources, fingerprint, read_items
from ihl_classifier.exchange.csv_file import CsvWriter
from ihl_classifier.exchange.jsonl import JsonlWriter
from ihl_classifier.exchange.xlsx import XlsxWriter
from ihl_classifier.schema.error import ErrorLine, IhlError


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def names(*inputs: Path, leave_out: tuple[Path, ...] = ()) -> list[str]:
    return [one.name for one in find_sources(inputs, leave_out).sources]


def test_a_folder_is_read_whole_in_order_without_hidden_files(tmp_path: Path) -> None:
    write(tmp_path, b_txt="x", a_txt="x", c__a_md="x")
    write(tmp_path, **{".hidden_txt": "x", ".git__x_txt": "x", "~$a_txt": "x"})
    assert names(tmp_path) == ["a.txt", "b.txt", "c/a.md"]
    assert names(tmp_path / "b.txt", tmp_path) == ["b.txt", "a.txt", "c/a.md"]
    assert names(tmp_path, leave_out=(tmp_path / "c" / "a.md",)) == ["a.txt", "b.txt"]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, one__a_txt="x", two__a_txt="x")
    found = names(tmp_path / "one", tmp_path / "two")
    assert len(set(found)) == 2
    assert all(name.endswith("/a.txt") for name in found)


def test_no_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IhlError) as caught:
        find_sources([tmp_path])
    assert caught.value.info.code == "no_inputs"


def test_outputs_of_earlier_batches_are_left_out_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path, a_txt="x", own_csv="id,text\n1,Boats burned.\n")
    for name, make in (("out.csv", CsvWriter), ("out.xlsx", XlsxWriter)):
        with make(tmp_path / name):
            pass
    with JsonlWriter(tmp_path / "out.jsonl") as writer:
        writer.append(ErrorLine("x", 1, IhlError("a", "b").info))
    (tmp_path / "old.jsonl.bak").write_text('{"schema_version":"0.1","id":"x"}\n', encoding="utf-8")
    (tmp_path / "old.csv.journal").write_text('{"ihl_journal": 1}\n', encoding="utf-8")
    found = find_sources([tmp_path])
    assert [one.name for one in found.sources] == ["a.txt", "out.jsonl", "own.csv"]
    assert {one.name for one in found.own_outputs} == {"out.csv", "out.xlsx", "old.jsonl.bak", "old.csv.journal"}
    assert names(tmp_path / "out.csv") == ["out.csv"], "a file that is named is read"


def test_the_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    write(tmp_path, a_txt="x", b_txt="y")
    first = fingerprint(find_sources([tmp_path]).sources)
    assert fingerprint(find_sources([tmp_path]).sources) == first
    write(tmp_path, b_txt="z")
    second = fingerprint(find_sources([tmp_path]).sources)
    (tmp_path / "b.txt").rename(tmp_path / "c.txt")
    third = fingerprint(find_sources([tmp_path]).sources)
    assert len({first, second, third}) == 3


def test_items_of_documents_and_tables_in_order_with_their_errors(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_txt="Chad\n\n12 March 2031\n\nRaiders burned the boats of Tilo.\n",
        b_csv="id,text,when,n\n7,Boats burned.,3 May 2031,4\n,Nets burned.,,5\nx,,,\n",
        c_jsonl='{"text": "A mill."}\n{broken\n',
        d_csv="a,b\n1,2\n",
        e_txt="\n",
        f_pdf="%PDF",
    )
    items = list(read_items(find_sources([tmp_path]).sources))
    told = [
        (item.incident.id, item.incident.date, item.incident.country, dict(item.extra))
        if isinstance(item, Item)
        else (item.id, item.line, item.error.code, item.error.where)
        for item in items
    ]
    assert told == [
        ("a.txt#3", "2031-03-12", "Chad", {}),
        ("7", "3 May 2031", None, {"n": "4"}),
        ("b.csv#3", None, None, {"n": "5"}),
        ("x", 4, "blank_text", "b.csv, text"),
        ("c.jsonl#1", None, None, {}),
        (None, 2, "bad_json", "c.jsonl, column 2"),
        ("d.csv", 0, "missing_column", "d.csv"),
        ("e.txt", 0, "no_text", "e.txt"),
        ("f.pdf", 0, "unsupported_type", "f.pdf"),
    ]
    row = items[1]
    assert isinstance(row, Item)
    assert (row.ref.document, row.ref.paragraph, row.ref.segments) == ("b.csv", 2, ((0, 0, 13),))


def test_what_the_reader_warned_of_goes_with_each_passage(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("L’été à Tilo fut dur pour tous les pêcheurs.\n".encode("cp1252"))
    (item,) = read_items(find_sources([tmp_path]).sources)
    assert isinstance(item, Item)
    assert [one.code for one in item.cautions] == ["encoding_guessed"]


def test_a_passage_past_the_limit_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Boats burned at the shore. " * 10 + "\n\nA mill burned.\n")
    long, short = read_items(find_sources([tmp_path]).sources, max_chars=100)
    assert isinstance(long, ErrorLine)
    assert (long.error.code, long.error.where) == ("too_long", "a.txt, text")
    assert isinstance(short, Item)
