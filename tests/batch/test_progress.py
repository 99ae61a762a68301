from __future__ import annotations

import io

import pytest

from ihl_classifier.batch.progress import Meter


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


def test_away_from_a_terminal_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("ihl_classifier.batch.progress.time.monotonic", lambda: now)
    stream = io.StringIO()
    with Meter(stream) as meter:
        meter.start(100, 10)
        for now in (100.5, 101.9, 102.1, 105.0, 112.0, 112.2):  # noqa: B007  the clock reads it
            meter.advance(10)
    assert stream.getvalue() == "ihl batch: 40 of 100\nihl batch: 70 of 100\n"


def test_on_a_terminal_a_bar_that_goes_when_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    with Meter(stream) as meter:
        meter.start(100, 10)
        meter.advance(40)
    shown = stream.getvalue()
    assert "50/100" in shown
    assert shown.endswith("\x1b[2K")
