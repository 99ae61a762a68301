"""Segmentation of documents; every text here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ihl_classifier.reading.blocks import Kind, plain_blocks
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.markdown import markdown_blocks
from ihl_classifier.reading.passages import Passage, segment


def passages(text: str, title: str = "") -> list[Passage]:
    return list(segment(Document("doc", text, plain_blocks(text), title)).passages)


def texts(text: str) -> list[str]:
    return [one.text for one in passages(text)]


FILLER = "People of the district said that they had asked for help many times and that no one had come to them at all. "


def assert_whole(document: Document) -> None:
    """Check that segments quote the document, and that with what was left out they are all of it, nothing twice."""
    done = segment(document)
    seen = [0] * len(document.text)
    for one in done.passages:
        assert one.text == one.text.strip() != ""
        assert (one.ref.start, one.ref.end) == (one.ref.segments[0][1], sum(one.ref.segments[-1][1:]))
        for here, there, length in one.ref.segments:
            assert one.text[here : here + length] == document.text[there : there + length]
            for place in range(there, there + length):
                seen[place] += 1
    for cut in done.left_out:
        for place in range(cut.start, cut.end):
            seen[place] += 1
    assert max(seen, default=0) <= 1
    lost = [place for place, count in enumerate(seen) if not count and not document.text[place].isspace()]
    assert all(document.text[place] in "\u00ad\u200b\u2060\ufeff" for place in lost)


def test_headings_dates_and_countries_are_context() -> None:
    text = (
        "Chad\n\nReporting period: July 2031 - June 2032\n\nAttacks on towns\n\nRaiders burned the boats of Tilo.\n\n"
        "12 March 2032\n\nSoldiers held six traders.\n\nWater\n\nA mine went off at the well.\n\n"
        "13 March 2032:\n\nA drone hit the mill.\n\nRaids in Bera in May 2032\n\nTwo herders were shot.\n\n"
        "Niger\n\nA school was closed.\n"
    )
    found = [(one.text[:12], one.ref.heading, one.date, one.country) for one in passages(text)]
    assert found == [
        ("Raiders burn", "Attacks on towns", "2031-07-01/2032-06-30", "Chad"),
        ("Soldiers hel", "Attacks on towns", "2032-03-12", "Chad"),
        ("A mine went ", "Water", "2032-03-12", "Chad"),
        ("A drone hit ", "Water", "2032-03-13", "Chad"),
        ("Two herders ", "Raids in Bera in May 2032", "2032-05", "Chad"),
        ("A school was", "Niger", "2032-03-13", "Niger"),
    ]


def test_headings_that_follow_one_another_are_kept_together() -> None:
    text = "Chad\n\nOverview\n\nIt was quiet.\n\nNorth\n\nA well was poisoned."
    assert [one.ref.heading for one in passages(text)] == ["Chad > Overview", "North"]


def test_a_date_as_a_label_holds_for_the_paragraphs_below_it() -> None:
    text = "Timeline\n\n2031 Fighting spread.\n\nIn May the mill burned.\n\n2030 It began.\n\nSources\n\nNo one knows."
    assert [one.date for one in passages(text)] == ["2031", "2031", "2030", ""]


def test_the_country_that_prevails_where_no_heading_names_one() -> None:
    assert passages("The north of Chad is dry. In Chad, rains failed. Chad asked for help.")[0].country == "Chad"


def test_navigation_is_no_passage() -> None:
    text = (
        "Skip to content\nHome\n\nAbout\nNews\nReports\nArchive\n\nRaiders burned the boats of Tilo.\n\nShare this\n\n"
        "Twitter : @lake\n\n© 2031 Lake Watch. All rights reserved.\n\n-----\n"
    )
    assert texts(text) == ["Raiders burned the boats of Tilo."]
    assert_whole(Document("doc", text, plain_blocks(text)))


def test_lines_without_full_stops_that_tell_something_are_passages() -> None:
    lines = [
        "Raiders burned the boats of the fishers at Tilo",
        "Soldiers held six traders near the old bridge",
        "A drone struck the mill where women worked",
    ]
    assert texts("\n".join(lines)) == lines
    assert texts(lines[0]) == [lines[0]]
    assert texts("Six traders seized") == ["Six traders seized"]


def test_wrapped_lines_are_one_paragraph_and_broken_words_whole() -> None:
    text = (
        "Raiders came at dawn and burned the boats that lay at the shore of the mi-\n"
        "litia camp, and the well-known mill of the old town burned until the eve-\n"
        "ning. The well-\nknown miller fled.\n\nAnother paragraph stands here.\n"
    )
    assert texts(text) == [
        "Raiders came at dawn and burned the boats that lay at the shore of the militia camp, and the well-known mill "
        "of the old town burned until the evening. The well-known miller fled.",
        "Another paragraph stands here.",
    ]


def test_list_marks_go_and_numbers_stay() -> None:
    text = "These places in the north were hit:\n\n• The mill of Bera.\n• The well\n\n1. The army: it came twice."
    assert texts(text) == [
        "These places in the north were hit:",
        "The mill of Bera.",
        "The well",
        "1. The army: it came twice.",
    ]


def test_a_long_paragraph_is_split_where_another_incident_opens() -> None:
    text = (
        f"On 3 May 2031, raiders burned the boats of Tilo. {FILLER}Two days later, shells fell on the mill of Bera and "
        f"killed four women. {FILLER}Similarly, on 20 June 2031, a mine went off under a cart. {FILLER}In a separate "
        f"incident, soldiers took the cattle of the widows. {FILLER}In the village of Oro, a teacher was shot. {FILLER}"
        "In July 2031, the well was filled with stones."
    )
    found = passages(text)
    assert [one.text.split(",")[0] for one in found] == [
        "On 3 May 2031", "Two days later", "Similarly", "In a separate incident", "In the village of Oro",
        "In July 2031",
    ]  # fmt: skip
    assert [one.date for one in found] == ["2031-05-03", "2031-05-05", "2031-06-20", "", "", "2031-07"]
    assert [one.id for one in found] == [f"doc#1.{number}" for number in range(1, 7)]
    assert " ".join(one.text for one in found) == text


@pytest.mark.parametrize(
    "second",
    [
        "On 5 May 2031, they came back and shot the miller.",
        "Between 5 and 6 May 2031, the bodies of those taken on 3 May 2031 were found in a well.",
        "As a result, by 9 May 2031 all had fled.",
        "On 5 May 2031, the victims were buried.",
    ],
)
def test_a_sentence_that_goes_on_with_what_was_told_opens_nothing(second: str) -> None:
    text = f"On 3 May 2031, raiders took six traders from the boats of Tilo. {FILLER * 5}{second}"
    assert texts(text) == [text]


def test_an_example_stays_with_what_it_is_an_example_of() -> None:
    text = f"The raids went on. {FILLER * 5}Carts were hit, too. For example, on 9 June 2031, one burned near Tilo."
    assert texts(text)[1:] == ["Carts were hit, too. For example, on 9 June 2031, one burned near Tilo."]


def test_a_short_paragraph_is_split_only_into_days() -> None:
    listed = (
        "On 3 May 2031, a cart with traders struck a mine on the road north of Tilo and two of them were killed at "
        "once by the blast. On 10 June 2031, a bus struck a mine near Bera and four pupils were hurt, of whom one died "
        "in the clinic on the same day. On 1 July 2031, a mine went off under a herder."
    )
    assert len(texts(listed)) == 3
    weak = listed.replace("On 10 June 2031", "In June 2031").replace("On 1 July 2031", "In the village of Oro")
    assert texts(weak) == [weak]
    assert len(texts("On 3 May 2031, a mine went off near Tilo town. On 4 May 2031, a bus burned.")) == 1


def test_a_short_opening_sentence_stays_with_what_it_introduces() -> None:
    text = f"The raids went on. On 3 May 2031, raiders burned boats. {FILLER * 5}On 9 June 2031, a drone hit a mill."
    assert [one.split(".")[0] for one in texts(text)] == ["The raids went on", "On 9 June 2031, a drone hit a mill"]


PIECES = st.sampled_from(
    [
        "Chad\n", "12 March 2031\n", "Skip to content\n", "\n", "• ", "1. ", "-----\n",
        "Raiders burned the boats.1Post, ‘Boats’, 3 May 2031. ", "They left,2Ibid. and came back.\n\n",
        "[1] Post, 3 May 2031.\n\n", "soft\u00adhyphen ",
        "mi-\nlitia ", "On 3 May 2031, a mine went off. ", FILLER, FILLER * 6, "On 9 June 2031, a drone hit a mill. ",
        "## Oro\n\n", "**bold** ", "[a link](http://a.example/x) ", "| a | b |\n", "\r\n", "\u2028", "émigré ",
        "مرحبا ", "The 3rd.3 ", "e\u0301", "😀 ", "`x` ", "> ", "_it_ ", "```\n", "***", "===\n", "\\* ", "[^1]",
        "[^1]: Post.\n",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_is_lost_or_doubled(text: str) -> None:
    assert_whole(Document("doc", text, plain_blocks(text)))
    assert_whole(Document("doc", text, markdown_blocks(text)))


@given(st.text(max_size=120))
def test_nothing_is_lost_of_any_text(text: str) -> None:
    assert_whole(Document("doc", text, plain_blocks(text)))
    assert_whole(Document("doc", text, markdown_blocks(text)))


def test_blocks_tell_prose_from_the_rest() -> None:
    text = "Bera\n\n12 March 2031\n\nA mine went off.\n\n• The mill.\n\nRead more\n"
    assert [block.kind for block in plain_blocks(text)] == [
        Kind.HEADING, Kind.DATE, Kind.PROSE, Kind.ITEM, Kind.NAVIGATION,
    ]  # fmt: skip


def test_a_very_long_text_is_read_in_good_time() -> None:
    text = ("On 3 May 2031, raiders came,12Post, ‘A’, 3 May 2031. and left. " + FILLER) * 1200
    assert len(text) > 200_000
    assert_whole(Document("doc", text, plain_blocks(text)))
