"""The one error form of the API and of the machine formats. Incident text is never echoed."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """A stable code, a message for people, where it happened, and what to do."""

    code: str
    message: str
    where: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """An input line that could not be read; `line` is 1-based."""

    id: str | None
    line: int
    error: ErrorInfo


class IhlError(Exception):
    """An error a user can act on; everything the project raises for bad input derives from it."""

    def __init__(self, code: str, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(f"{message}{f' ({where})' if where else ''}{f'. Hint: {hint}' if hint else ''}")
        self.info = ErrorInfo(code, message, where, hint)


ERROR_LINE: TypeAdapter[ErrorLine] = TypeAdapter(ErrorLine)
