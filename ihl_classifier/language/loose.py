"""Who does an act and to whom without a parse: word order and prepositions. For French, and where no parser is loaded."""

from __future__ import annotations

from spacy.tokens import Doc

from ihl_classifier.language.concepts import Hit

PASSIVE = frozenset("ete fut furent est sont etait etaient sera seront was were been being is are be fait".split())
BY = frozenset({"par", "by"})
OF = frozenset({"de", "d'", "des", "du", "of", "contre", "sur", "against", "on"})
STOPS = frozenset({";", ":"})


def loose_arguments(
    doc: Doc, hit: Hit, actors: list[tuple[int, int]], entities: list[tuple[int, int]], bounds: tuple[int, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return token ranges of agents and patients; `actors` and `entities` are (first, past last) in text order."""
    low, high = bounds
    inside = [r for r in entities if low <= r[0] and r[1] <= high and not (r[0] <= hit.anchor and hit.start < r[1])]
    armed = [r for r in actors if low <= r[0] and r[1] <= high and not (r[0] <= hit.anchor and hit.start < r[1])]
    before = [doc[i].norm_ for i in range(max(low, hit.start - 4), hit.start)]
    by = _after_by(doc, hit, armed, high)
    if hit.part == "noun":
        return by or _of(doc, hit, armed, high, ("de", "d'", "des", "du")) * (not inside), _of(
            doc, hit, inside, high, OF
        )
    if any(word in PASSIVE for word in before) or (by and _participle(doc, hit)):
        subjects = [r for r in inside if r[1] <= hit.start and r not in by]
        return by, subjects[-1:]
    agents = [r for r in armed if r[1] <= hit.start]
    patients = [r for r in inside if r[0] > hit.anchor and r not in agents]
    return agents[-1:], _joined(doc, patients)


def _after_by(doc: Doc, hit: Hit, armed: list[tuple[int, int]], high: int) -> list[tuple[int, int]]:
    for index in range(hit.end, min(high, hit.end + 14)):
        if doc[index].norm_ in STOPS:
            return []
        if doc[index].norm_ in BY:
            near = [r for r in armed if 0 <= r[0] - index <= 4]
            return _joined(doc, near)
    return []


def _of(
    doc: Doc, hit: Hit, ranges: list[tuple[int, int]], high: int, words: tuple[str, ...] | frozenset[str]
) -> list[tuple[int, int]]:
    for index in range(hit.end, min(high, hit.end + 5)):
        if doc[index].norm_ in words:
            return [r for r in ranges if 0 <= r[0] - index <= 5][:1]
    return []


def _joined(doc: Doc, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first range and those joined to it by "et", "and" or a comma."""
    found = ranges[:1]
    for item in ranges[1:]:
        between = [doc[i].norm_ for i in range(found[-1][1], item[0])]
        if len(between) <= 4 and any(w in ("et", "and", ",") for w in between):
            found.append(item)
        else:
            break
    return found


def _participle(doc: Doc, hit: Hit) -> bool:
    return (
        doc[hit.anchor if hit.anchor < len(doc) else hit.start].norm_.rstrip("s").endswith(("e", "ee", "i", "u", "ed"))
    )
