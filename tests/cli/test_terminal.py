from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from keyword_labeller import KeywordLabeller
from rich.console import Console

from ihl_classifier.cli.terminal import clean, console_for, show, style_of
from ihl_classifier.exchange.output import STANDING_LINE
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.incident import Incident

TEXT = "On 2031-03-04 gunmen abducted six traders near Gao and asked their families for a ransom."


def answer(text: str = TEXT, **given: Any) -> LabelledIncident:
    return KeywordLabeller().label(Incident(text=text, id="r1", **given))


def plain(one: LabelledIncident, *, explain: bool = False, width: int | None = None) -> str:
    stream = io.StringIO()
    show(console_for(stream, width), one, explain=explain)
    return stream.getvalue()


def test_who_what_and_each_candidate_can_be_read() -> None:
    shown = plain(answer())
    assert shown == (
        "r1  en  relevant 0.90  2031-03-04  Gao\n"
        "\n"
        "  On 2031-03-04 gunmen [abducted] six traders near Gao and asked their families for a [ransom].\n"
        "\n"
        "who\n"
        "  unidentified gunmen  unidentified armed  perpetrator        alleged\n"
        "  six traders          civilians           victim (civilian)\n"
        "\n"
        "what happened\n"
        "  gunmen (= unidentified gunmen) → abduct → six traders  alleged\n"
        "\n"
        "candidates for review; not findings\n"
        "  99  Deprivation of liberty  secondary  ██████████ 0.99 likely  claimed\n"
        "      by         unidentified gunmen\n"
        "      met        abducted  “abducted”\n"
        "      open       nexus\n"
        "      contested  demand on the captive alone\n"
        "      ask        Was anything demanded?\n"
        "\n"
        "  96  Hostage-taking  primary  ██████████ 0.96 likely  claimed\n"
        "      by         unidentified gunmen\n"
        "      met        ransom  “ransom”\n"
        "      open       nexus\n"
        "      contested  demand on the captive alone\n"
        "      ask        Was anything demanded?\n"
        "\n"
    )


def test_explain_adds_how_it_came_about() -> None:
    added = set(plain(answer(), explain=True).splitlines()) - set(plain(answer()).splitlines())
    assert {line.split()[0] for line in added} == {"would", "scores", "ledger", "law", "not", "related", "why"}


def test_a_rule_asked_for_stands_apart() -> None:
    shown = plain(answer(explain=(7,)))
    assert shown.index("not proposed") < shown.index("   7  Asked for  no grade")
    assert shown.index("  99  ") < shown.index("not proposed")


def test_no_candidate_abstention_and_warnings_are_said() -> None:
    quiet = answer("A mill stood.")
    assert f"{STANDING_LINE}\n  no candidate\n" in plain(quiet)
    assert "  abstained: too short\n" in plain(replace(quiet, abstained_because="too short"))
    assert "  ! the date could not be read\n" in plain(answer(date="someday"))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_it_fits(width: int) -> None:
    shown = plain(answer(TEXT * 5), explain=True, width=width)
    assert max(map(len, shown.splitlines())) <= width


def coloured(one: LabelledIncident, *, no_color: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system="standard", width=100, no_color=no_color)
    show(console, one)
    return stream.getvalue()


def test_evidence_is_coloured_by_its_rule_and_not_bracketed() -> None:
    shown = coloured(answer())
    assert "[abducted]" not in shown
    assert "\x1b[1;4;91mabducted\x1b[0m" in shown
    assert style_of(99) != style_of(50)


def test_without_colour_evidence_is_bracketed() -> None:
    shown = coloured(answer(), no_color=True)
    assert "[abducted]" in shown
    assert "\x1b[1;4;91m" not in shown


def test_a_text_cannot_steer_the_terminal() -> None:
    text = "gunmen abducted\x1b[2J\x07 two \x9b31m traders\rof Gao"
    for shown in (plain(answer(text)), coloured(answer(text))):
        assert "\x1b[2J" not in shown
        assert not {"\x07", "\x9b", "\r"} & set(shown)
    assert clean(text).count("�") == 4
    assert len(clean(text)) == len(text)


def test_evidence_stands_where_it_is_after_odd_characters() -> None:
    assert "😀\n  é [abducted]" in plain(answer("😀\né abducted")).replace("e\u0301", "é")


def test_an_old_terminal_gets_plain_signs() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="replace")
    show(console_for(stream), answer())
    stream.flush()
    shown = raw.getvalue().decode("ascii")
    assert "gunmen (= unidentified gunmen) -> abduct -> six traders" in shown
    assert '"abducted"' in shown
    assert "?" not in shown.replace("demanded?", "")
