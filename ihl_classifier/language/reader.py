"""Reads a text: tokens, concepts, parties, context, acts and facts, in that order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from ihl_classifier.knowledge.context_cues import Cue
from ihl_classifier.knowledge.lexicon import ConceptKind, Lexicon
from ihl_classifier.knowledge.parties import PartyRegistry
from ihl_classifier.language.actors import Cast, owner
from ihl_classifier.language.acts import Scene, entities_by_token, read_acts
from ihl_classifier.language.attribution import claimants, memberships, movers, speakers
from ihl_classifier.language.concepts import ConceptMatcher, Hit
from ihl_classifier.language.context import ContextFinder, telling
from ihl_classifier.language.detection import SUPPORTED, UNKNOWN, detect
from ihl_classifier.language.facts import read_facts
from ihl_classifier.language.gazetteer import Gazetteer, Named, introduced
from ihl_classifier.language.group_names import CORE, NOT_ARMED, group_names, is_acronym
from ihl_classifier.language.masking import doctrine, mask
from ihl_classifier.language.parse import Parse, Parser
from ihl_classifier.language.parts import fits, one_part
from ihl_classifier.language.people import read_affected
from ihl_classifier.language.phrases import phrase
from ihl_classifier.language.reading import ActRead, Mention, Participant, Reading
from ihl_classifier.language.tokens import LONGEST, blank, fold, folded, tokenised
from ihl_classifier.language.versions import with_disputes
from ihl_classifier.schema.actors import Party
from ihl_classifier.schema.answer import Caution
from ihl_classifier.schema.terms import Link, PartyKind, Role, Stance

GROUP_NAME = re.compile(
    r"(?i)\b(front|army|movement|brigade|brigades|militia|union|forces|force|battalion|guard|corps|group|liberation|resistance|"
    r"command|regiment|division|faction|party|alliance|coalition|league|state|police|unit|column|mouvement|armee|milice)\b"
)


NOBODY = frozenset({"no", "nothing", "without", "aucun", "aucune", "sans", "not"})
UNNAMED = frozenset(
    "they he she it group actors actor perpetrators assailants members elements men ils elles il elle groupe".split()
)


def doc_words(participant: Participant) -> set[str]:
    """Return the folded words of a participant's phrase."""
    return {fold(word) for word in participant.span.text.split()}


class _Tools:
    """The compiled matchers of one language."""

    def __init__(self, language: str, lexicon: Lexicon, cues: tuple[Cue, ...], registry: PartyRegistry) -> None:
        self.nlp = blank(language)
        self.concepts = ConceptMatcher(self.nlp, lexicon, language)
        self.context = ContextFinder(self.nlp, cues, language)
        self.gazetteer = Gazetteer(self.nlp, registry)


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A text before it is parsed: its tokens, sentences and the concepts found in it."""

    text: str
    language: str
    tools: _Tools
    doc: Doc
    sentence_of: list[int]
    sentences: tuple[tuple[int, int], ...]
    hits: list[Hit]
    named: list[Named]
    formed: list[tuple[int, int, PartyKind]]
    warnings: list[Caution]

    def proper_names(self) -> dict[int, int]:
        """Return the tokens (first -> past last) of names of parties that a parser has hardly seen.

        Names of several words, and acronyms; "soldiers" after a name stays apart, and so does "Malian" before it.
        """
        spans = [(n.start, n.end) for n in self.named] + [(start, end) for start, end, _ in self.formed]
        taken = {i for start, end in spans for i in range(start, end)}
        found = {t.i: t.i + 1 for t in self.doc if t.i not in taken and is_acronym(t)}
        for start, end in spans:
            last = max((i for i in range(start, end) if self.doc[i].text[:1].isupper()), default=start)
            if last > start or sum(letter.isupper() for letter in self.doc[start].text) > 1:
                found[start] = last + 1
        return found


class Reader:
    """Reads texts. One reader a thread: spaCy's pipelines are not shared."""

    def __init__(self, lexicon: Lexicon, cues: tuple[Cue, ...], registry: PartyRegistry, parser: Path | None) -> None:
        self._lexicon = lexicon
        self._up = {name: concept.up for name, concept in lexicon.concepts.items()}
        self._tools = {language: _Tools(language, lexicon, cues, registry) for language in SUPPORTED}
        self._parser = Parser(parser) if parser else None

    def read(self, text: str, country: str | None = None, date: str | None = None) -> Reading:
        """Return the reading of a text; `country` and `date` (ISO) open gated names."""
        return self.read_many([(text, country, date)])[0]

    def read_many(self, texts: Sequence[tuple[str, str | None, str | None]]) -> list[Reading]:
        """Return the readings of (text, country, date), in order; all are parsed together."""
        with ExitStack() as zones:
            for tools in self._tools.values():
                zones.enter_context(tools.nlp.memory_zone())
            drafts = [self._draft(*given) for given in texts]
            return [self._read(draft, parse) for draft, parse in zip(drafts, self._parses(drafts), strict=True)]

    def _draft(self, text: str, country: str | None, date: str | None) -> _Draft:
        language = detect(tokenised(self._tools["en"].nlp, text[:5_000]))
        warnings: list[Caution] = []
        if language not in SUPPORTED:
            said = "could not be told" if language == UNKNOWN else f"looks like {language!r}"
            warnings.append(
                Caution("language", f"The language {said}; the text was read with the English lexicon only.")
            )
        tools = self._tools[language if language in SUPPORTED else "en"]
        doc = folded(tools.nlp, text)
        sentence_of, sentences = _sentences(doc)
        hits = tools.concepts.find(doc, sentence_of)
        named = tools.gazetteer.find(doc, country, date)
        formed = group_names(doc, {i for n in named for i in range(n.start, n.end)})
        return _Draft(text, language, tools, doc, sentence_of, sentences, hits, named, formed, warnings)

    def _parses(self, drafts: Sequence[_Draft]) -> list[Parse | None]:
        """Return the parse of each text that the parser knows the language of."""
        if self._parser is None:
            return [None] * len(drafts)
        known = [draft for draft in drafts if draft.language != "fr"]
        parses = iter(self._parser.parse([(d.doc, self._telling_acts(d), d.proper_names()) for d in known]))
        return [None if draft.language == "fr" else next(parses) for draft in drafts]

    def _telling_acts(self, draft: _Draft) -> frozenset[int]:
        """Return the sentences that name an act: only these are parsed."""
        concepts = self._lexicon.concepts
        return frozenset(draft.sentence_of[h.start] for h in draft.hits if concepts[h.concept].kind is ConceptKind.ACT)

    def _read(self, draft: _Draft, parse: Parse | None) -> Reading:
        text, doc, sentence_of, tools = draft.text, draft.doc, draft.sentence_of, draft.tools
        hits = one_part([h for h in draft.hits if fits(h, parse, doc)], parse, doc)
        cues = tools.context.find(doc, sentence_of)
        cast = self._cast(draft, hits, parse)
        entities = entities_by_token(hits, self._lexicon)
        scene = Scene(text, doc, self._lexicon, tuple(hits), cues, parse, cast, sentence_of, entities)
        mentions = tuple(self._mention(scene, hit) for hit in hits)
        acts = read_acts(scene)
        if self._unlisted_agents(scene, acts):
            acts = read_acts(scene)
        acts = with_disputes(acts, cues, sentence_of)
        taught = doctrine(doc, cues, acts)
        return Reading(
            text=text,
            language=draft.language,
            sentences=draft.sentences,
            mentions=mentions,
            acts=acts,
            parties=_parties(cast, acts),
            affected=read_affected(acts),
            facts=read_facts(text, doc, mentions, acts),
            masked=mask(text, cast, [draft.sentences[number] for number in sorted(taught)]),
            taught=taught,
            memberships=memberships(doc, cast),
            claimants=claimants(doc, cast, cues, sentence_of),
            movers=movers(doc, parse, cast, sentence_of),
            speakers=speakers(doc, cast),
            warnings=tuple(draft.warnings),
        )

    def _mention(self, scene: Scene, hit: Hit) -> Mention:
        return Mention(
            concept=hit.concept,
            up=self._lexicon.up(hit.concept),
            tokens=(hit.start, hit.end),
            span=scene.span(hit.start, hit.end),
            sentence=scene.sentence_of[hit.start],
            telling=telling(
                hit.anchor,
                (hit.start, hit.end),
                scene.cues,
                scene.parse,
                scene.doc,
                thing=self._lexicon.concepts[hit.concept].kind is ConceptKind.ENTITY,
            ),
        )

    def _cast(self, draft: _Draft, hits: list[Hit], parse: Parse | None) -> Cast:
        doc = draft.doc
        cast = Cast(doc, draft.text)
        events: list[tuple[int, Named | Hit | tuple[int, int, PartyKind]]] = [(n.start, n) for n in draft.named]
        events += [
            (h.start, h) for h in hits if "armed_actor" in self._up[h.concept] and "detainee" not in self._up[h.concept]
        ]
        events += [(formed[0], formed) for formed in draft.formed]
        for _, event in sorted(events, key=lambda e: (isinstance(e[1], Hit), e[0])):
            if isinstance(event, Hit):
                self._generic(cast, doc, event, parse)
                continue
            if isinstance(event, Named):
                start, end = event.start, event.end
                member = cast.named(event, self._up)
            else:
                start, end, kind = event
                member = cast.unlisted(start, end, kind, self._up)
            if acronym := introduced(doc, end):
                cast.alias(member, acronym, end + 1)
        for token in doc:
            if cast.at(token.i) is not None:
                continue
            known = cast.by_acronym(token.text)
            if (
                known is None
                and token.norm_ in CORE
                and token.text[:1].isupper()
                and token.i
                and doc[token.i - 1].norm_ == "the"
            ):
                known = cast.short_name(token.i)
            if known:
                cast.mention(known, token.i, token.i + 1)
        return cast

    def _generic(self, cast: Cast, doc: Doc, hit: Hit, parse: Parse | None) -> None:
        if any(cast.at(i) for i in range(hit.start, hit.end)):
            return
        start, end, head = hit.start, hit.end, hit.end - 1
        if start and doc[start - 1].norm_ in NOBODY:
            return
        if parse is not None and parse.tags[head]:
            start, end = phrase(doc, parse, head)
            start, end = min(start, hit.start), max(end, hit.end)
        inside = next((m for i in range(start, end) if (m := cast.at(i))), None) or owner(cast, doc, end)
        if inside is not None:
            cast.mention(inside, start, end)
            return
        proper = [
            i
            for i in range(start, end)
            if doc[i].text[:1].isupper() and i not in range(hit.start, hit.end) and (i > 0 and not doc[i].is_sent_start)
        ]
        if proper and not doc[proper[0]].is_stop:
            kind = PartyKind.STATE_FORCES if "state_force" in self._up[hit.concept] else PartyKind.ARMED_GROUP
            cast.unlisted(min(proper[0], hit.start), hit.end, kind, self._up)
            return
        cast.generic(start, end, head, hit.concept, self._up)

    def _unlisted_agents(self, scene: Scene, acts: tuple[ActRead, ...]) -> bool:
        """Add parties for proper names that do a harmful act and that the registry lacks; return whether any was."""
        known = len(scene.cast.members)
        for act in acts:
            if "harm" not in act.up:
                continue
            for agent in act.agents:
                if agent.ref:
                    continue
                if doc_words(agent) & UNNAMED and not agent.concepts & {"thing", "weapon", "civilian"}:
                    scene.cast.unnamed(*agent.tokens, self._up)
                    continue
                words = doc_words(agent)
                if "proper_name" not in agent.concepts or words & NOT_ARMED:
                    continue
                tokens = list(range(*agent.tokens))
                while tokens and not scene.doc[tokens[0]].text[:1].isupper():
                    tokens = tokens[1:]
                if not tokens:
                    continue
                text = scene.doc[tokens[0] : tokens[-1] + 1].text
                is_group = bool(GROUP_NAME.search(text)) or any(w.isupper() and len(w) > 1 for w in text.split())
                kind = PartyKind.ARMED_GROUP if is_group or " " not in text else PartyKind.PERSON
                scene.cast.unlisted(tokens[0], tokens[-1] + 1, kind, self._up)
        return len(scene.cast.members) > known


def _sentences(doc: Doc) -> tuple[list[int], tuple[tuple[int, int], ...]]:
    """Return the sentence number of each token, and each sentence's characters; line breaks end sentences too."""
    numbers: list[int] = []
    spans: list[tuple[int, int]] = []
    starts = np.full((len(doc), 1), -1, dtype=np.int64)
    number, first = -1, 0
    for token in doc:
        broken = token.i > 0 and "\n" in doc[token.i - 1].text and not token.is_space
        if token.is_sent_start or number < 0 or broken or token.i - first >= LONGEST:
            number, first = number + 1, token.i
            spans.append((token.idx, token.idx + len(token)))
            starts[token.i] = 1
        numbers.append(number)
        spans[number] = (spans[number][0], token.idx + len(token))
    if numbers:
        # at once: each token set by itself costs a walk over the Doc
        doc.from_array(["SENT_START"], starts.astype(np.uint64))  # type: ignore[arg-type]
    return numbers, tuple(spans)


def _parties(cast: Cast, acts: tuple[ActRead, ...]) -> tuple[Party, ...]:
    """Return the parties with what the acts alone show; perpetrators are told by the labeller, which knows the rules."""
    found = []
    doing = {p.ref: act for act in reversed(acts) for p in act.agents}
    suffering = {p.ref for act in acts for p in act.patients}
    for member in cast.members:
        roles = ([Role.AGENT] if member.ref in doing else []) + ([Role.TARGET] if member.ref in suffering else [])
        stance = doing[member.ref].telling.stance if member.ref in doing else Stance.ASSERTED
        link = member.link or (Link.INFERRED if member.party_id else None)
        confidence = 0.95 if member.party_id else 0.8
        found.append(
            Party(
                member.ref,
                member.party_id,
                member.name,
                member.kind,
                tuple(roles) or (Role.OTHER,),
                stance,
                confidence,
                link,
                tuple(sorted(set(member.mentions))),
            )
        )
    return tuple(found)
