"""Part-of-speech tags and dependencies from our own parser, over a simplified copy of the text.

Dates, parentheticals, "at least" and "to death" mislead a small parser, so they are left out before parsing; the
arrays that come back are aligned to the full text (tag "" and head -1 where a token was left out).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

NAME = "Police"
"""What the parser reads for a name of a party: "UNITA" and "al-Shabaab" it has never seen (tried: nine words)."""
BATCH = 32
"""Docs that the parser's matrices hold at once."""
MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sept sep oct nov dec"
).split()
APPROXIMATORS = {"at least", "more than", "up to", "at most", "less than", "fewer than", "as many as", "no fewer than"}
PARTICIPLES = frozenset(
    "beaten taken driven stolen broken given hidden slain torn thrown blown flown drawn shaken bitten forbidden".split()
)
PARTNERS = frozenset(
    {(verb, "by") for verb in ("accompanied", "supported", "backed", "assisted", "aided", "joined", "reinforced")}
    | {("together", "with"), ("along", "with"), ("jointly", "with"), ("alongside", "the")}
)
SINGLE = {"approximately", "around", "about", "nearly", "roughly", "some", "almost", "over"}
NUMBER = re.compile(
    r"\d|^(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|dozens|scores)"
)


@dataclass(frozen=True, slots=True)
class Parse:
    """Tags, heads (token index, itself at a root, -1 where left out) and labels, one a token of the full text."""

    tags: tuple[str, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]
    children: tuple[tuple[int, ...], ...]

    def child(self, token: int, *labels: str) -> int | None:
        """Return the first child with one of these labels, or None."""
        return next((c for c in self.children[token] if self.labels[c] in labels), None)

    def all(self, token: int, *labels: str) -> list[int]:
        """Return the children with one of these labels."""
        return [c for c in self.children[token] if self.labels[c] in labels]


def load_parser(folder: Path) -> Language:
    """Return the parser of the folder `models/language`."""
    return spacy.load(folder)


def keep(doc: Doc) -> list[int]:
    """Return the indices of the tokens to parse."""
    words = [token.norm_ for token in doc]
    kept: list[int] = []
    index = 0
    while index < len(words):
        skipped = (
            _parenthetical(words, index)
            or _date(words, index, doc)
            or _about(words, index)
            or _outcome(words, index)
            or _partner(words, index, doc)
            or _supposed(words, index, doc)
            or _dateline(words, index, doc)
            or _aged(words, index)
        )
        if skipped:
            index = skipped
            continue
        kept.append(index)
        index += 1
    return kept


def _parenthetical(words: list[str], index: int) -> int:
    if words[index] not in ("(", "["):
        return 0
    for end in range(index + 1, min(index + 40, len(words))):
        if words[end] in (")", "]"):
            return end + 1
    return 0


def _date(words: list[str], index: int, doc: Doc) -> int:
    """Return the end of a date phrase ("on 12 April 2025,", "in March 2024") that starts here, or 0."""
    end = index
    if words[end] in ("on", "in", "by", "since", "from", "of", "early", "late") and end + 1 < len(words):
        end += 1
    months = 0
    while end < len(words) and end < index + 9:
        word = words[end]
        if word in MONTHS and (word != "may" or doc[end].text == "May"):
            months += 1
        elif not (
            re.fullmatch(r"\d{1,2}(st|nd|rd|th)?|(19|20)\d\d", word)
            or (word in ("and", "-", "to", "/") and end > index)
        ):
            break
        end += 1
    while end > index and words[end - 1] in ("and", "to", "-", "/", ","):
        end -= 1
    if not months or end - index < 2:
        return 0
    if end < len(words) and words[end] == "," and (index == 0 or doc[index].is_sent_start):
        end += 1
    return end


def _aged(words: list[str], index: int) -> int:
    """Return the end of ", aged between 14 and 73," or ", aged 9," or 0: it splits subject and verb."""
    if words[index : index + 2] != [",", "aged"]:
        return 0
    for end in range(index + 2, min(index + 8, len(words))):
        if words[end] == ",":
            return end + 1
    return 0


def _dateline(words: list[str], index: int, doc: Doc) -> int:
    """Return the end of "NIAMEY, Niger -" where a sentence begins with one, or 0."""
    if (index and not doc[index].is_sent_start) or not doc[index].text.isupper():
        return 0
    for end in range(index + 1, min(index + 8, len(words))):
        if words[end] in ("-", "--", "—", "–"):
            return end + 1
        if not (doc[end].text[:1].isupper() or words[end] in (",", "(", ")", "/")):
            return 0
    return 0


def _partner(words: list[str], index: int, doc: Doc) -> int:
    """Return the end of "(,) accompanied by the Wagner Group (,)" right after a name, or 0: it splits subject and verb."""
    if not index or (not doc[index - 1].text[:1].isupper() and words[index - 1] != ")"):
        return 0
    start = index + (words[index] == ",")
    if tuple(words[start : start + 2]) not in PARTNERS:
        return 0
    end = start + 2
    while end < len(words) and (words[end] in ("the", "its", "of") or doc[end].text[:1].isupper()):
        end += 1
    named = any(doc[i].text[:1].isupper() for i in range(start + 2, end))
    if not named:
        return 0
    return end + 1 if words[index] == "," and end < len(words) and words[end] == "," else end


def _supposed(words: list[str], index: int, doc: Doc) -> int:
    """Return the end of "believed to be from the Desert Brigade" after a noun, or 0: a small parser takes it for the verb."""
    if words[index] not in ("believed", "thought", "suspected", "said", "presumed") or words[index + 1 : index + 3] != [
        "to",
        "be",
    ]:
        return 0
    if not index or words[index - 1] in ("was", "were", "is", "are", "been", "be"):
        return 0
    end = index + 3
    while end < len(words) and (
        words[end] in ("from", "members", "of", "the", "with", "linked", "to", "composed", "part", "made", "up")
        or doc[end].text[:1].isupper()
    ):
        end += 1
    return end if end > index + 3 else 0


def _about(words: list[str], index: int) -> int:
    if (
        " ".join(words[index : index + 2]) in APPROXIMATORS
        and index + 2 < len(words)
        and NUMBER.match(words[index + 2])
    ):
        return index + 2
    if words[index] in SINGLE and index + 1 < len(words) and NUMBER.match(words[index + 1]):
        return index + 1
    return 0


def _outcome(words: list[str], index: int) -> int:
    """Return the end of "dead" in "shot dead a judge" and of "to death" in "hacked to death two men", or 0."""
    if words[index] == "dead" and index and words[index - 1] == "shot":
        return index + 1
    return index + 2 if words[index : index + 2] == ["to", "death"] else 0


def _plain(doc: Doc, index: int) -> str:
    """Return the token's text, or "killed" for the "shot" of "shot dead", which a small parser takes for a noun."""
    shot_dead = doc[index].norm_ == "shot" and index + 1 < len(doc) and doc[index + 1].norm_ == "dead"
    return "killed" if shot_dead else doc[index].text


class Parser:
    """Parses folded Docs with the shipped pipeline."""

    def __init__(self, folder: Path) -> None:
        self._nlp = load_parser(folder)

    def parse(self, docs: Sequence[tuple[Doc, frozenset[int], Mapping[int, int]]]) -> list[Parse]:
        """Return the parse of each Doc's wanted sentences (by number), in order; the other sentences are left out.

        `docs` carry where names of parties stand (first -> past last): each is parsed as one plain word.
        """
        kept = [_kept(*given) for given in docs]
        with self._nlp.memory_zone():
            short = [self._short(doc, *found) for (doc, _, _), found in zip(docs, kept, strict=True)]
            parsed = [doc for doc in short if len(doc)]
            for _, component in self._nlp.pipeline:
                parsed = list(component.pipe(parsed, batch_size=BATCH))  # type: ignore[attr-defined]
            rest = iter(parsed)
            return [
                _aligned(len(doc), found[0], next(rest) if found[0] else None)
                for (doc, _, _), found in zip(docs, kept, strict=True)
            ]

    def _short(self, doc: Doc, kept: list[int], starts: list[bool], names: frozenset[int]) -> Doc:
        return Doc(
            self._nlp.vocab,
            words=[NAME if i in names else _plain(doc, i) for i in kept],
            spaces=[bool(doc[i].whitespace_) for i in kept],
            sent_starts=starts,  # type: ignore[arg-type]
        )


def _kept(doc: Doc, wanted: frozenset[int], names: Mapping[int, int]) -> tuple[list[int], list[bool], frozenset[int]]:
    """Return the tokens to parse, which of them begin a sentence, and which stand for a name of a party."""
    if not wanted:
        return [], [], frozenset()
    sentence_of = (np.cumsum(doc.to_array("SENT_START") == 1) - 1).tolist()
    inside = {i for start, end in names.items() for i in range(start, end - 1)}
    kept = [i for i in keep(doc) if sentence_of[i] in wanted and i not in inside and not doc[i].is_space]
    starts = [n == 0 or sentence_of[i] != sentence_of[kept[n - 1]] for n, i in enumerate(kept)]
    return kept, starts, frozenset(end - 1 for end in names.values())


def _tag(word: str, tag: str) -> str:
    """Return the tag, mended for words that are nothing but past participles ("beaten")."""
    return "VBN" if word in PARTICIPLES and tag in ("VB", "VBP", "VBD", "JJ", "NN") else tag


def _aligned(size: int, kept: list[int], short: Doc | None) -> Parse:
    """Return the parse of the shortened Doc in the places of the full one."""
    tags, heads, labels = [""] * size, [-1] * size, [""] * size
    children: list[list[int]] = [[] for _ in range(size)]
    if short is not None:
        strings = short.vocab.strings
        # one array, not token by token: each token that spaCy hands out is made anew
        columns = short.to_array(["TAG", "HEAD", "DEP"])
        offsets = columns[:, 1].astype(np.int64).tolist()
        for n, (tag, offset, label) in enumerate(zip(columns[:, 0], offsets, columns[:, 2], strict=True)):
            i, head = kept[n], kept[n + offset]
            tags[i], heads[i], labels[i] = _tag(short[n].norm_, strings[tag]), head, strings[label]
            if head != i:
                children[head].append(i)
    return Parse(tuple(tags), tuple(heads), tuple(labels), tuple(tuple(c) for c in children))
