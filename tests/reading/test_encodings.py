from __future__ import annotations

import pytest

from ihl_classifier.reading.encodings import decode
from ihl_classifier.schema.error import IhlError

FRENCH = "Des hommes armés ont brûlé l’école de Tilo où vivaient des élèves – « rien n’est resté », dit-on au château."
RUSSIAN = "Вооружённые люди сожгли лодки рыбаков и увели двух мужчин в лес на рассвете, сообщили жители деревни."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_reads_each_encoding(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)).text == FRENCH


def test_a_guess_is_told() -> None:
    for encoding in ("cp1252", "utf-16-le"):
        assert [one.code for one in decode(FRENCH.encode(encoding)).warnings] == ["encoding_guessed"]
    assert decode(FRENCH.encode()).warnings == ()


def test_reads_other_scripts_than_the_western() -> None:
    assert decode((RUSSIAN * 4).encode("cp1251")).text == RUSSIAN * 4


def test_replaced_characters_are_told_and_the_rest_stays_utf8() -> None:
    data = FRENCH.encode().replace("é".encode(), b"\xc3", 1)
    read = decode(data)
    assert "\ufffd" in read.text
    assert read.text.endswith("« rien n’est resté », dit-on au château.")
    assert [one.code for one in read.warnings] == ["replaced_characters"]


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"PK\x03\x04\x14\x00\x00\x00\x08\x00", bytes(range(256))]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(IhlError) as caught:
        decode(data, "a.txt")
    assert caught.value.info.code == "binary_file"
    assert caught.value.info.where == "a.txt"
    assert caught.value.info.hint


def test_nothing_is_empty_text() -> None:
    assert decode(b"").text == ""
