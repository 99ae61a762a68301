"""Footnotes glued into sentences; every text here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.reading.blocks import plain_blocks
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.passages import segment


def prose(text: str) -> str:
    """Return what is left of a document, its passages one a line."""
    return "\n".join(one.text for one in segment(Document("doc", text, plain_blocks(text))).passages)


NOTES = {
    "author, title, publisher, day": "A. Moro and L. Tens, ‘How the lake’s fishers fled’, Lake Post, 7 July 2031.",
    "lost opening quote": "Lake region: raids resume’, Lake Post, 7 July 2031.",
    "two sources": "A. Moro, ‘Raids’, Post, 3 May 2031; L. Tens, ‘What next? A look back’, Herald, 4 May 2031.",
    "title with a question": "A. Moro, ‘Who burned Tilo?’, Lake Post, 7 July 2031.",
    "title with a full stop": "A. Moro, ‘No one came. Nobody asked’, Lake Post, 7 July 2031.",
    "un document": "‘Report of the panel on Arva’, UN Doc S/2031/44, para 13.",
    "see also": "Lake Post, ‘Raids’, 3 May 2031. See also Herald, ‘More raids’, 4 May 2031.",
    "ibid": "Ibid.",
    "rule": "Panel, Handbook Rule 9: ‘Objects’.",
    "address": "L. Tens, ‘Raids’, Herald, 4 May 2031, https://a.example/x1y2.",
    "record": "Watch record 1881 (accessed 9 May 2031).",
    "comment": "The name means lake in the local tongue.",
    "initials": "J.-P. Moro, L. B. Tens, and A. D. Oro, ‘Lakes: July 2031’, Herald, 4 July 2031.",
    "double quotes": "A. Moro, “Raids on the lake”, Lake Post, 7 July 2031.",
    "other script": "جماعة: غارة على سوق’ [‘Raid on a market’], Lake Post, 18 March 2031.",
}


@pytest.mark.parametrize("body", NOTES.values(), ids=NOTES.keys())
@pytest.mark.parametrize("space", [" ", ""], ids=["spaced", "glued"])
def test_a_note_behind_a_sentence_is_cut_out(body: str, space: str) -> None:
    if not space and "https" in body:
        pytest.skip("where an address ends cannot be told when the next sentence is glued to it")
    text = (
        f"Raiders burned the boats of Tilo.1{body}{space}They took two fishers with them.2{body}{space}"
        f"Nobody has seen the two since that day.3{body}"
    )
    assert prose(text) == (
        "Raiders burned the boats of Tilo. They took two fishers with them. Nobody has seen the two since that day."
    )


@pytest.mark.parametrize(
    "resumed", ["an old band of smugglers.", "– an old band of smugglers.", "which hold the shore."]
)
@pytest.mark.parametrize("mark", [",", ""])
@pytest.mark.parametrize("body", [body for name, body in NOTES.items() if name != "ibid"])
def test_a_note_within_a_sentence_is_cut_out(body: str, mark: str, resumed: str) -> None:
    text = (
        f"Herders blamed the shore men{mark}1{body} {resumed}\n\nThe village was hit twice in May.2{body}\n\n"
        f"It lies on the border{mark}3{body} {resumed}"
    )
    assert prose(text) == (
        f"Herders blamed the shore men{mark} {resumed}\nThe village was hit twice in May.\n"
        f"It lies on the border{mark} {resumed}"
    )


def test_a_note_of_several_sentences_within_a_sentence() -> None:
    body = "The register is kept by two offices. It counts cases and protects the names of those who tell."
    text = f"Offices that keep the register and aid groups1{body} counted 215 cases by June."
    text += "\n\nHalf were new.2Ibid. The rest were not.3Ibid."
    assert prose(text) == (
        "Offices that keep the register and aid groups counted 215 cases by June.\nHalf were new. The rest were not."
    )


def test_a_citation_without_its_full_stop() -> None:
    text = (
        "A shell hit the mill.1Post, ‘Mill hit’, 5 May 2031 Nothing there was of use to any army. "
        "The mill burned.2Herald, ‘Mill’, 6 May 2031. Two died.3Ibid."
    )
    assert prose(text) == ("A shell hit the mill. Nothing there was of use to any army. The mill burned. Two died.")


def test_bare_numbers_that_count_on_and_their_list_at_the_end() -> None:
    text = (
        "Raiders burned the boats.12 They left at dawn.13 The mill, too,14 was lost on 15 May.15\n\nNotes\n\n"
        "12 Lake Post, ‘Boats burned’, 3 May 2031.\n\n13 Herald, 4 May 2031.\n\n14 Ibid.\n\n15 Herald, 6 May 2031."
    )
    assert prose(text) == "Raiders burned the boats. They left at dawn. The mill, too, was lost on 15 May."


def test_numbers_in_brackets_and_set_high() -> None:
    text = "Raiders burned the boats[1] and the mill.² It lies 3 km² from Tilo [3] .\n\n[1] Lake Post, May 2031."
    assert prose(text) == "Raiders burned the boats and the mill. It lies 3 km² from Tilo."


@pytest.mark.parametrize(
    "text",
    [
        "The TB2 and the FDG410Alpha flew over. A G5Sahel unit was there in Article3Bis.",
        "They fired 1,200 rounds from a T-72 at 10:30 and drove 3.5 km. About 40.5 per cent fled.",
        "The camp, Block4A, was hit. Then Block5B, and Block6C.",
        "On 3 May,12 men came and on 4 May,7 left.",
        "It happened at Bera,11 March 2031.",
        "The C4Explosive was found.",
    ],
)
def test_numbers_that_are_no_notes_stay(text: str) -> None:
    assert prose(text) == text


def test_one_note_alone_is_known_by_the_citation_glued_to_it() -> None:
    text = "Raiders burned the boats.1A. Moro, ‘Boats’, Lake Post, 7 July 2031. They left."
    assert prose(text) == "Raiders burned the boats. They left."


def test_a_number_after_a_year() -> None:
    text = "It began in 2029.1Post, ‘Start’, 2 May 2031. It went on in 2030.2Ibid. It ended in 2031.3Ibid."
    assert prose(text) == "It began in 2029. It went on in 2030. It ended in 2031."


SENTENCES = st.lists(
    st.sampled_from(["Raiders burned the boats.", "Two fishers were taken.", "No one came back.", "The mill was hit."]),
    min_size=3, max_size=8,
)  # fmt: skip


@given(SENTENCES, st.data())
def test_prose_comes_back_whatever_the_notes(lines: list[str], data: st.DataObject) -> None:
    bodies = [data.draw(st.sampled_from(sorted(NOTES.values()))) for _ in lines]
    gap = "" if not any("https" in body for body in bodies) and data.draw(st.booleans()) else " "
    text = gap.join(f"{line}{number}{body}" for number, (line, body) in enumerate(zip(lines, bodies, strict=True), 1))
    assert prose(text) == " ".join(lines)
