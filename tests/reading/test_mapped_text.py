from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.reading.mapped_text import Cut, MappedText, Why, map_text

TEXT = st.text(alphabet="ab .,\n\u00a0\u00ad-é", max_size=80)


def assert_true_to(source: str, mapped: MappedText) -> None:
    covered = set()
    for here, there, length in mapped.segments:
        assert length > 0
        assert mapped.text[here : here + length] == source[there : there + length]
        covered |= set(range(here, here + length))
    assert all(mapped.text[place] == " " for place in range(len(mapped.text)) if place not in covered)


def test_a_note_between_words_leaves_one_space() -> None:
    source = "They left.7Reuters, 2 May.There was smoke"
    mapped = map_text(source, 0, len(source), [Cut(10, 26, Why.NOTE)])
    assert mapped is not None
    assert mapped.text == "They left. There was smoke"
    assert mapped.segments == ((0, 0, 10), (11, 26, 15))


def test_no_space_before_a_comma_or_within_a_broken_word() -> None:
    source = "the mi-\nlitia [1], too"
    mapped = map_text(source, 0, len(source), [Cut(6, 8, Why.HYPHEN), Cut(14, 17, Why.NOTE)])
    assert mapped is not None
    assert mapped.text == "the militia, too"


def test_nothing_but_space_is_no_text() -> None:
    assert map_text("  \n ", 0, 4) is None
    assert map_text("ab", 0, 2, [Cut(0, 2, Why.NOTE)]) is None


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Cut]]:
    source = draw(TEXT)
    points = sorted(draw(st.sets(st.integers(0, len(source)), max_size=6)))
    pairs = zip(points[::2], points[1::2], strict=False)
    return source, [Cut(start, end, draw(st.sampled_from(Why))) for start, end in pairs]


@given(cut_texts())
def test_each_segment_quotes_the_document(case: tuple[str, list[Cut]]) -> None:
    source, cuts = case
    mapped = map_text(source, 0, len(source), cuts)
    kept = {
        place
        for place, sign in enumerate(source)
        if not sign.isspace() and sign != "\u00ad" and not any(cut.start <= place < cut.end for cut in cuts)
    }
    if mapped is None:
        assert not kept
        return
    assert_true_to(source, mapped)
    segments = {place for _, there, length in mapped.segments for place in range(there, there + length)}
    assert kept <= segments
    assert not any(cut.start <= place < cut.end for cut in cuts for place in segments)
    assert mapped.text == mapped.text.strip()
    assert "  " not in mapped.text


@given(cut_texts(), st.integers(0, 80), st.integers(0, 80))
def test_a_part_is_true_to_the_document_too(case: tuple[str, list[Cut]], one: int, other: int) -> None:
    source, cuts = case
    mapped = map_text(source, 0, len(source), cuts)
    if mapped is not None:
        part = mapped.part(*sorted((one, other)))
        assert part.text == mapped.text[slice(*sorted((one, other)))]
        assert_true_to(source, part)
