from __future__ import annotations

import pytest

from ihl_classifier.reading.document import Document
from ihl_classifier.reading.html import read_html
from ihl_classifier.reading.passages import segment

FIRST = (
    "Raiders on motorbikes seized six traders near the old bridge on Monday and asked their families for money, said "
    "people of the village who had seen it."
)
SECOND = (
    "A mine went off under a cart on the road to the mill and killed two women, and no one has said who put it there "
    "or when that was."
)
PAGE = f"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html lang="en"><head><title>Raids in Chad - Lake Watch</title><style>p {{color: red}}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav>
<main><article><h1>Raids in Chad</h1><p>12 March 2031</p><h2>Tilo &amp; Bera</h2>
<p>{FIRST}<sup><a href="#n1">1</a></sup> The army had <b>no</b> <a href="/x">news</a> of them.<br>It went on.</p>
<h2>Roads</h2><p>{SECOND}</p><ul><li>The mill burned in May.</li></ul>
<h3>Notes</h3><ol><li>Lake Post, ‘Raids’, 3 May 2031.</li></ol></article></main>
<footer>Copyright 2031. Privacy policy</footer><script>var killed = "no text";</script></body></html>"""


def test_the_main_text_with_its_headings() -> None:
    document = read_html(PAGE.encode(), "page.html")
    assert document.title == "Raids in Chad"
    found = [(one.text, one.ref.heading, one.date, one.country) for one in segment(document).passages]
    assert found == [
        (f"{FIRST} The army had no news of them. It went on.", "Raids in Chad > Tilo & Bera", "2031-03-12", "Chad"),
        (SECOND, "Raids in Chad > Roads", "2031-03-12", "Chad"),
        ("The mill burned in May.", "Raids in Chad > Roads", "2031-03-12", "Chad"),
    ]
    assert document.warnings == ()


def test_segments_quote_the_text_taken_out_of_the_page() -> None:
    document = read_html(PAGE.encode(), "page.html")
    for one in segment(document).passages:
        for here, there, length in one.ref.segments:
            assert one.text[here : here + length] == document.text[there : there + length]


@pytest.mark.parametrize("body", ["<p>Two men were shot.</p>", "Two men were shot.", "<div>Two men were shot.</div>"])
def test_a_small_page_is_read_whole(body: str) -> None:
    document = read_html(f"<html><body>{body}</body></html>".encode(), "page.html")
    assert "Two men were shot." in [one.text for one in segment(document).passages]


@pytest.mark.parametrize("page", ["", "   ", "<html></html>", "<!-- nothing -->", "<p></p>"])
def test_a_page_without_text_has_no_passages(page: str) -> None:
    assert segment(read_html(page.encode(), "page.html")).passages == ()


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{FIRST}</p><p>L’été à Tilo é.</p></body></html>'
    page = page if encoding != "iso-8859-1" else page.replace("’", "'")
    text = read_html(page.encode(encoding), "page.html").text
    assert "été à Tilo é." in text


def test_what_was_left_out_of_the_main_text_is_told() -> None:
    aside = "".join(f"<p>{SECOND}</p>" for _ in range(3))
    article = f"<article><h1>Raids</h1>{f'<p>{FIRST}</p>' * 8}</article>"
    page = f"<html><body>{article}<div class='sidebar'>{aside}</div></body></html>"
    document: Document = read_html(page.encode(), "page.html")
    assert SECOND not in document.text
    assert [one.code for one in document.warnings] == ["page_parts_left_out"]
    assert document.warnings[0].message.startswith("3 paragraphs")
