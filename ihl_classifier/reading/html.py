"""The main text of a web page, with its headings; offsets of passages refer to this text, not to the page's source."""

from __future__ import annotations

import re
from typing import Any

from ihl_classifier.reading.blocks import Block, Kind
from ihl_classifier.reading.dates import date_line
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.encodings import Decoded, decode
from ihl_classifier.reading.lines import is_navigation, is_rule, words
from ihl_classifier.schema.answer import Caution

Element = Any
"""A node of lxml, which has no types of its own."""

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_:.\-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_LEVEL = re.compile(r"h([1-6])")
_BLOCKS = frozenset(
    {"p", "head", "item", "quote", "row", "cell", "list", "table", "body", "div", "ab", "code", "li", "blockquote",
     "tr", "td", "th", "ul", "ol", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt",
     "dl", "figure", "figcaption", "tbody", "thead", "html", "center", "fieldset"}
)  # fmt: skip
_PAGE_ONLY = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "svg", "head",
)  # fmt: skip
_NOTE_MARK = re.compile(
    r"(?<!\bm)(?<!km)(?<!cm)<sup\b[^>]*>\s*(?:<a\b[^>]*>)?\s*\[?\d{1,3}\]?\s*(?:</a>)?\s*</sup>", re.IGNORECASE
)
"""The number of a note, set high; it is dropped before the text is taken out of the page."""
_LONG_PARAGRAPH = 15
"""Words from which a paragraph that was left out of the main text is worth a warning."""


def read_html(data: bytes, name: str) -> Document:
    """Return the main text of a page as a document, with a caution where it could not be told from the page.

    Raises:
        IhlError: `binary_file`, where the bytes are no text.
    """
    from trafilatura import bare_extraction

    decoded = _decode(data, name)
    source = _NOTE_MARK.sub("", _DECLARATION.sub("", decoded.text))
    page = _page(source)
    extracted = bare_extraction(
        source, favor_recall=True, include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(extracted, "body", None)
    builder = _Builder()
    warnings = list(decoded.warnings)
    if body is not None:
        builder.add(body)
    if not builder.blocks and page is not None:
        builder.add(page)
        warnings.append(Caution("main_text_not_found", "the page's main text was not told apart; all of it was read"))
    elif missing := _left_out(page, builder.text):
        said = f"{missing} paragraphs outside the page's main text were left out"
        warnings.append(Caution("page_parts_left_out", said))
    return Document(name, builder.text, tuple(builder.blocks), _title(source), tuple(warnings))


def _decode(data: bytes, name: str) -> Decoded:
    """Return the page's text, by the encoding it declares where that reads all of it."""
    declared = _CHARSET.search(data[:4096])
    if declared:
        try:
            label = declared[1].decode("ascii")
            return Decoded(data.decode(label), label)
        except (LookupError, UnicodeError):
            pass  # a page may declare what it is not; its bytes decide
    return decode(data, name)


def _page(source: str) -> Element | None:
    """Return the page's tree without scripts and what frames the page; None where there is none."""
    from lxml import etree, html  # type: ignore[import-untyped]

    if not source.strip():
        return None
    try:
        tree = html.document_fromstring(source)
    except etree.ParserError:
        return None
    for element in list(tree.iter(*_PAGE_ONLY)):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def _title(source: str) -> str:
    found = re.search(r"<h1\b[^>]*>(.*?)</h1>", source, re.IGNORECASE | re.DOTALL)
    found = found or re.search(r"<title\b[^>]*>(.*?)</title>", source, re.IGNORECASE | re.DOTALL)
    if found is None:
        return ""
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def _left_out(page: Element | None, text: str) -> int:
    """Return how many long paragraphs of the page are not in the main text."""
    if page is None:
        return 0
    squeezed = re.sub(r"\W+", "", text)
    paragraphs = ("".join(str(part) for part in element.itertext()) for element in page.iter("p"))
    return sum(
        len(words(paragraph)) >= _LONG_PARAGRAPH and re.sub(r"\W+", "", paragraph) not in squeezed
        for paragraph in paragraphs
    )


class _Builder:
    """Writes the blocks of a tree one below the other."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, element: Element, kind: Kind = Kind.PROSE) -> None:
        """Add an element: its own text as a block, each block within it as one of its own."""
        tag = element.tag if isinstance(element.tag, str) else ""
        level = 0
        if tag == "head" or re.fullmatch("h[1-6]", tag):
            found = _LEVEL.search(element.get("rend") or tag)
            kind, level = Kind.HEADING, int(found[1]) if found else 2
        elif tag in ("item", "li"):
            kind = Kind.ITEM
        elif tag in ("row", "tr"):
            cells = (" ".join("".join(str(part) for part in cell.itertext()).split()) for cell in element)
            self._block(" | ".join(cell for cell in cells if cell), Kind.ITEM, 0)
            return
        own: list[str] = [element.text or ""]
        for child in element:
            if not isinstance(child.tag, str):
                own.append(child.tail or "")
            elif child.tag in _BLOCKS:
                self._block("".join(own), kind, level)
                self.add(child, kind if kind is Kind.ITEM else Kind.PROSE)
                own = [child.tail or ""]
            else:
                inner = "\n" if child.tag in ("lb", "br") else "".join(str(part) for part in child.itertext())
                own.extend((inner, child.tail or ""))
        self._block("".join(own), kind, level)

    def _block(self, text: str, kind: Kind, level: int) -> None:
        bare = re.sub(r"[^\S\n]+", " ", text).strip()
        if not bare:
            return
        if kind is not Kind.HEADING and "\n" not in bare:
            if is_rule(bare) or is_navigation(bare):
                kind = Kind.NAVIGATION
            elif len(bare) <= 80 and date_line(bare):
                kind = Kind.DATE
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        self.blocks.append(Block(self._length, self._length + len(bare), kind, level))
        self._parts.append(bare)
        self._length += len(bare)
