from __future__ import annotations

import pytest

from ihl_classifier.reading.blocks import Kind
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.markdown import markdown_blocks, markdown_title
from ihl_classifier.reading.passages import Passage, segment


def passages(text: str) -> list[Passage]:
    return list(segment(Document("doc.md", text, markdown_blocks(text), markdown_title(text))).passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On **3 May** men *shot* two `herders`.", "On 3 May men shot two herders."),
        ("See [the mill](http://a.example/b_c \"t\") burn.", "See the mill burn."),
        ("![map](m.png) The mill burned.", "The mill burned."),
        ("The mill burned.[^a]", "The mill burned."),
        ("snake_case and 2 * 3 * 4 stay", "snake_case and 2 * 3 * 4 stay"),
        ("A \\*star\\* stays.", "A *star* stays."),
        ("> He said:\n> go now.", "He said: go now."),
        ("The mill\nburned down.", "The mill burned down."),
        ("- [x] The mill burned.", "The mill burned."),
        ("The <b>mill</b> burned.<!-- not told -->", "The mill burned."),
        ("| 3 May | two shot |", "3 May | two shot"),
        ("__The__ mill _burned_", "The mill burned"),
    ],
)  # fmt: skip
def test_marks_are_cut_out(text: str, expected: str) -> None:
    assert [one.text for one in passages(text)] == [expected]


def test_headings_give_context_by_their_depth() -> None:
    text = (
        '---\ntitle: "Raids in Chad"\n---\n\n# Raids\n\n## March 2031 ##\n\n### Tilo\n\nBoats burned.\n\n'
        "May 2031\n---\n\nThe mill burned.\n\n**Bera**\n\nA mine went off.\n\n# Niger\n\nA school was closed.\n"
    )
    assert [(one.text, one.ref.heading, one.date, one.country) for one in passages(text)] == [
        ("Boats burned.", "Raids > March 2031 > Tilo", "2031-03", "Chad"),
        ("The mill burned.", "Raids > May 2031", "2031-05", "Chad"),
        ("A mine went off.", "Raids > May 2031 > Bera", "2031-05", "Chad"),
        ("A school was closed.", "Niger", "", "Niger"),
    ]


def test_a_date_line_holds_below_its_heading() -> None:
    text = "# Raids\n\n## Tilo\n\n3 May 2031\n\nBoats burned.\n\n### Shore\n\nNets burned.\n\n## Bera\n\nA mine blew.\n"
    assert [one.date for one in passages(text)] == ["2031-05-03", "2031-05-03", ""]


def test_rules_fences_definitions_and_table_rules_are_no_passages() -> None:
    text = "Boats burned.\n\n---\n\n```\n\n| a | b |\n|---|---|\n\n[^a]: Lake Post.\n[b]: http://a.example\n"
    assert [one.text for one in passages(text)] == ["Boats burned.", "a | b"]
    kinds = [block.kind for block in markdown_blocks(text)]
    assert kinds.count(Kind.NAVIGATION) == 5
