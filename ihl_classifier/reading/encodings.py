"""Bytes to text: UTF-8, UTF-16 and the older encodings of office files; never without a word where it is a guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ihl_classifier.schema.answer import Caution
from ihl_classifier.schema.error import IhlError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE = 65_536
_LATIN = frozenset(
    {"ascii", "cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2", "iso8859_9", "iso8859_15", "latin_1", "mac_roman"}
)  # fmt: skip
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and a caution where that was a guess or characters were replaced."""

    text: str
    encoding: str
    warnings: tuple[Caution, ...] = ()


def decode(data: bytes, where: str = "") -> Decoded:
    """Return the text of a file's bytes.

    Raises:
        IhlError: `binary_file`, where the bytes are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decoded(data, name)
    if name := _utf16_without_mark(data):
        return _decoded(data, name, guessed=True)
    if is_binary(data):
        raise IhlError(
            "binary_file", "the file holds binary data and no text", where,
            "save it as text, HTML or CSV (UTF-8) and try again",
        )  # fmt: skip
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(data):
        return _decoded(data, "utf-8")
    return _decoded(data, _guess(data), guessed=True)


def is_binary(data: bytes) -> bool:
    """Return whether the bytes are no text in any encoding that is read here."""
    sample = data[:_SAMPLE]
    return len(_NOT_TEXT.findall(sample)) > len(sample) // 500


def _decoded(data: bytes, name: str, *, guessed: bool = False) -> Decoded:
    text = data.decode(name, errors="replace")
    warnings: list[Caution] = []
    if guessed:
        warnings.append(Caution("encoding_guessed", f"the file is not UTF-8; it was read as {name}"))
    replaced = text.count("\ufffd")
    if replaced:
        warnings.append(Caution("replaced_characters", f"{replaced} characters could not be read and were replaced"))
    return Decoded(text, name, tuple(warnings))


def _utf16_without_mark(data: bytes) -> str:
    """Return the kind of UTF-16 that zero bytes at every other place give away, else ""."""
    sample = data[:_SAMPLE]
    if len(sample) < 8 or len(data) % 2:
        return ""
    even, odd = sample[::2].count(0) / len(sample) * 2, sample[1::2].count(0) / len(sample) * 2
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.05 else ""


def _is_damaged_utf8(data: bytes) -> bool:
    """Return whether the bytes are UTF-8 but for a few, and not an older encoding."""
    whole = len(_MULTIBYTE.findall(data))
    damaged = data.decode("utf-8", errors="replace").count("\ufffd")
    return whole >= 3 and damaged <= whole // 2


def _guess(data: bytes) -> str:
    """Return the likeliest older encoding; the Western ones are told apart too poorly to be anything but cp1252."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 4 * _SAMPLE]).best()
    name = best.encoding if best is not None else "cp1252"
    return "cp1252" if name in _LATIN else name
