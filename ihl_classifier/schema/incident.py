"""What comes in: one incident to label."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is empty or blank; send the words of the incident")
    return text


def _encodable(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"the text holds a lone surrogate at character {error.start}; send it as proper UTF-8"
        ) from error
    return text


Words = Annotated[str, AfterValidator(_encodable)]


class Incident(BaseModel):
    """One incident to label; `date` and `country` are free text, unreadable ones become warnings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[Words, AfterValidator(_not_blank)] = Field(
        description="The words of the report: a sentence to a few paragraphs.",
        examples=["Gunmen abducted six villagers near the river crossing and demanded a ransom from their families."],
    )
    id: Words | None = Field(default=None, max_length=500, description="Your own id; it comes back unchanged.")
    date: Words | None = Field(default=None, max_length=500, description="When, as your source writes it.")
    country: Words | None = Field(default=None, max_length=500, description="Where, as your source writes it.")
    source: Words | None = Field(default=None, max_length=5000, description="Who reports it.")
    explain: tuple[Annotated[int, Field(ge=1, le=161)], ...] = Field(
        default=(), max_length=161, description="Rules to explain even where they are not proposed."
    )
    include_unlikely: bool = Field(default=False, description="Also list candidates of the band `unlikely`.")
