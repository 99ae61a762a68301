"""The cast of a text: which mentions are the same party, of which kind, and whom pronouns mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc

from ihl_classifier.language.gazetteer import Named
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Link, PartyKind

KIND_CONCEPTS: dict[PartyKind, tuple[str, ...]] = {
    PartyKind.STATE: ("state_force",),
    PartyKind.STATE_FORCES: ("state_force",),
    PartyKind.POLICE: ("police",),
    PartyKind.PEACE_OPERATION: ("peacekeeper",),
    PartyKind.PERSON: ("person",),
    PartyKind.UNIDENTIFIED_ARMED: ("unidentified_armed",),
    PartyKind.UNIDENTIFIED_STATE: ("state_force",),
}
PLURAL_PRONOUNS = frozenset({"they", "them", "their", "ils", "elles", "leur", "leurs", "eux"})
SINGLE_PRONOUNS = frozenset({"it", "its", "he", "his", "him", "she", "il", "elle", "which", "who"})
BACK = frozenset(
    {"the", "these", "those", "this", "that", "its", "their", "same", "le", "la", "les", "ces", "cette", "ce"}
)
OF = frozenset({"of", "from", "de", "du", "des", "d'"})
NONSTATE = frozenset(
    {
        PartyKind.ARMED_GROUP,
        PartyKind.MILITIA,
        PartyKind.COALITION,
        PartyKind.CRIMINAL_GROUP,
        PartyKind.PRIVATE_MILITARY,
    }
)
STATE = frozenset({PartyKind.STATE, PartyKind.STATE_FORCES, PartyKind.POLICE})


@dataclass(slots=True)
class CastMember:
    """A party being put together while the text is read."""

    ref: str
    party_id: str | None
    name: str
    kind: PartyKind
    link: Link | None
    concepts: frozenset[str]
    mentions: list[Span] = field(default_factory=list)
    tokens: list[tuple[int, int]] = field(default_factory=list)
    generic: bool = False


class Cast:
    """The parties of one text, in order of first mention."""

    def __init__(self, doc: Doc, text: str) -> None:
        self._doc = doc
        self._text = text
        self.members: list[CastMember] = []
        self._by_key: dict[str, CastMember] = {}
        self._at: dict[int, CastMember] = {}
        self._known: set[tuple[int, int, int]] = set()
        self._starts: list[tuple[int, int, int]] = []
        self._ends: list[tuple[int, int]] = []
        """(Past last, minus the party's number) of every mention: of mentions that end together the first party is last."""

    def at(self, token: int) -> CastMember | None:
        """Return the party whose mention covers the token, or None."""
        return self._at.get(token)

    def covering(self, token: int) -> tuple[int, int] | None:
        """Return the longest mention of a party that covers the token, or None."""
        if token not in self._at:
            return None
        near = [(start, end) for start, end in self.ranges(max(0, token - 8), token + 1) if end > token]
        return max(near, key=lambda r: r[1] - r[0]) if near else None

    def ranges(self, low: int, high: int) -> list[tuple[int, int]]:
        """Return the mentions (first, past last) that begin at the tokens `low` to `high` (past last), in text order."""
        return [(start, end) for start, end, _ in self._starting(low, high)]

    def mentioned(self, low: int, high: int) -> list[tuple[int, CastMember]]:
        """Return where mentions begin at the tokens `low` to `high` (past last), with their parties."""
        return [(start, self.members[number]) for start, _, number in self._starting(low, high)]

    def _starting(self, low: int, high: int) -> list[tuple[int, int, int]]:
        return self._starts[bisect_left(self._starts, (low, 0, 0)) : bisect_left(self._starts, (high, 0, 0))]

    def named(self, item: Named, up: dict[str, frozenset[str]]) -> CastMember:
        """Return the party of a registry name, adding the mention; an ambiguous name stays unlinked."""
        text = self._doc[item.start : item.end].text
        party = item.found.link
        kind = party.kind if party else _common_kind([o.kind for o in item.found.options])
        key = f"id:{party.id}" if party else f"name:{text.casefold()}"
        name = party.name.en if party else text
        return self._add(key, party.id if party else None, name, kind, item.found.how, item.start, item.end, up, False)

    def generic(self, start: int, end: int, head: int, concept: str, up: dict[str, frozenset[str]]) -> CastMember:
        """Return the party of a generic mention ("the gunmen"): one named before where the words point back to it."""
        words = {self._doc[i].norm_ for i in range(start, end)}
        state = concept in ("state_force", "police")
        if words & BACK and (known := self._last_named(STATE if state else NONSTATE, start)):
            return self._mention(known, start, end)
        if concept == "unidentified_armed":
            kind = PartyKind.UNIDENTIFIED_ARMED
        elif state:
            kind = PartyKind.POLICE if concept == "police" else PartyKind.UNIDENTIFIED_STATE
        elif any(w.startswith(("militia", "milice", "vigilante", "autodefense", "self")) for w in words):
            kind = PartyKind.MILITIA
        else:
            kind = PartyKind.UNIDENTIFIED_ARMED
        name = " ".join(
            self._doc[i].text
            for i in range(start, end)
            if self._doc[i].norm_ not in BACK | {"a", "an", "une", "un", "des"}
        )
        key = f"generic:{self._doc[head].norm_.rstrip('s')}"
        return self._add(key, None, name or self._doc[head].text, kind, None, start, end, up, True, concept)

    def unnamed(self, start: int, end: int, up: dict[str, frozenset[str]]) -> CastMember:
        """Return the party of "they" or "the group": the armed group named last, else one that stays unidentified."""
        words = {self._doc[i].norm_ for i in range(start, end)}
        known = self._last_named(NONSTATE, start) if words & BACK and end - start > 1 else self.antecedent(start)
        return (
            self._mention(known, start, end) if known else self.unlisted(start, end, PartyKind.UNIDENTIFIED_ARMED, up)
        )

    def short_name(self, token: int) -> CastMember | None:
        """Return the party that "the Front" means: the last named one with this word in its name."""
        word = self._doc[token].text
        return next((m for m in self._before(token) if word in m.name.split() and not m.generic), None)

    def unlisted(self, start: int, end: int, kind: PartyKind, up: dict[str, frozenset[str]]) -> CastMember:
        """Return the party of a proper name that the registry lacks."""
        text = self._doc[start:end].text
        return self._add(f"name:{text.casefold()}", None, text, kind, None, start, end, up, False)

    def alias(self, member: CastMember, acronym: str, token: int) -> None:
        """Let an acronym that the text introduces mean the party from here on."""
        self._by_key[f"acronym:{acronym}"] = member
        self._mention(member, token, token + 1)

    def by_acronym(self, word: str) -> CastMember | None:
        """Return the party that introduced this acronym, or None."""
        return self._by_key.get(f"acronym:{word}")

    def mention(self, member: CastMember, start: int, end: int) -> CastMember:
        """Return the party, with one more mention."""
        return self._mention(member, start, end)

    def antecedent(self, token: int) -> CastMember | None:
        """Return the party that a pronoun most likely means: the last one mentioned before it."""
        return next(self._before(token), None)

    def _last_named(self, kinds: frozenset[PartyKind], token: int) -> CastMember | None:
        return next((m for m in self._before(token) if not m.generic and m.kind in kinds), None)

    def _before(self, token: int) -> Iterator[CastMember]:
        """Yield the parties mentioned before a token, the last mentioned first."""
        for index in range(bisect_right(self._ends, (token, 0)) - 1, -1, -1):
            yield self.members[-self._ends[index][1]]

    def _add(
        self,
        key: str,
        party_id: str | None,
        name: str,
        kind: PartyKind,
        link: Link | None,
        start: int,
        end: int,
        up: dict[str, frozenset[str]],
        generic: bool,
        concept: str = "",
    ) -> CastMember:
        if key not in self._by_key:
            base = KIND_CONCEPTS.get(kind, ("fighter",)) if not concept else (concept,)
            concepts = frozenset().union(*(up.get(c, frozenset({c})) for c in base))
            member = CastMember(f"p{len(self.members) + 1}", party_id, name, kind, link, concepts, generic=generic)
            self._by_key[key] = member
            self.members.append(member)
        return self._mention(self._by_key[key], start, end)

    def _mention(self, member: CastMember, start: int, end: int) -> CastMember:
        number = int(member.ref[1:]) - 1
        if (start, end, number) not in self._known:
            self._known.add((start, end, number))
            insort(self._starts, (start, end, number))
            insort(self._ends, (end, -number))
            first, last = self._doc[start], self._doc[end - 1]
            member.tokens.append((start, end))
            member.mentions.append(Span.of(self._text, first.idx, last.idx + len(last)))
            for i in range(start, end):
                self._at.setdefault(i, member)
        return member


def _common_kind(kinds: list[PartyKind]) -> PartyKind:
    return kinds[0] if kinds and len(set(kinds)) == 1 else PartyKind.ARMED_GROUP


def owner(cast: Cast, doc: Doc, end: int) -> CastMember | None:
    """Return the party whose men these are: "fighters of the Free River Front", "soldiers from the 5th Brigade"."""
    if end >= len(doc) or doc[end].norm_ not in OF:
        return None
    return next((m for i in range(end + 1, min(end + 4, len(doc))) if (m := cast.at(i))), None)
