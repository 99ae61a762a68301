"""A document as read: its text, its blocks, and what the reader should be warned of."""

from __future__ import annotations

from dataclasses import dataclass

from ihl_classifier.reading.blocks import Block
from ihl_classifier.schema.answer import Caution


@dataclass(frozen=True, slots=True)
class Document:
    """A document. All offsets of passages refer to `text`, which for HTML is the main text taken out of the page."""

    name: str
    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    warnings: tuple[Caution, ...] = ()
