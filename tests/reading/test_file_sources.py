from __future__ import annotations

from pathlib import Path

import pytest

from ihl_classifier.reading.document import Document
from ihl_classifier.reading.rows import IncidentRow
from ihl_classifier.reading.sources import Table, read_source
from ihl_classifier.schema.error import IhlError


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Boats burned."),
        ("a", "Boats burned."),
        ("a.md", "**Boats** burned."),
        ("a.HTML", "<html><body><p>Boats burned.</p></body></html>"),
    ],
)
def test_documents_are_read_by_their_names(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    read = read_source(path, "called")
    assert isinstance(read, Document)
    assert read.name == "called"
    assert len(read.blocks) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"text,n\nBoats burned.,1\n"),
        ("a.tsv", b"text\tn\nBoats burned.\t1\n"),
        ("a.csv", "text;n\nBoats burned.;é\n".encode("cp1252")),
        ("a.jsonl", b'{"text": "Boats burned."}\n'),
        ("a.ndjson", '{"text": "Boats burned."}\n'.encode("utf-16")),
    ],
)
def test_tables_are_read_by_their_names(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    read = read_source(path, "called")
    assert isinstance(read, Table)
    assert [row.incident.text for row in read.rows if isinstance(row, IncidentRow)] == ["Boats burned."]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("a.pdf", "unsupported_type", "pdftotext"),
        ("a.docx", "unsupported_type", "HTML"),
        ("a.xlsx", "unsupported_type", "CSV"),
        ("a.json", "unsupported_type", "jq"),
        ("a.png", "unsupported_type", "txt, md, html, csv, tsv and jsonl"),
        ("missing.txt", "unreadable_file", ""),
        ("folder.txt", "unreadable_file", ""),
        ("binary.txt", "binary_file", "save it as text"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, code: str, hint: str) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\x00" * 50)
    with pytest.raises(IhlError) as caught:
        read_source(tmp_path / name, name)
    assert caught.value.info.code == code
    assert hint in caught.value.info.hint
