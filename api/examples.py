"""The examples of the OpenAPI document, written for it; a test holds them to the types and their spans to the text."""

from __future__ import annotations

from typing import Any, Final

from ihl_classifier import __version__
from ihl_classifier.schema.act import Act, Participant
from ihl_classifier.schema.actors import Affected, Party
from ihl_classifier.schema.answer import ANSWER, ApplicableLaw, LabelledIncident, ModelInfo
from ihl_classifier.schema.candidate import Candidate, Element, Law, LedgerEntry, Neighbour, Scores
from ihl_classifier.schema.error import ERROR_LINE, ErrorInfo, ErrorLine
from ihl_classifier.schema.facts import Casualties, DateFact, Facts
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, PartyKind, Role, Stance, State, VictimStatus
from ihl_classifier.schema.version import SCHEMA_VERSION

TEXT: Final = (
    "On 14 March 2024 gunmen abducted six villagers near the river crossing "
    "and demanded a ransom from their families, a local official said."
)
INCIDENT: Final[dict[str, Any]] = {"text": TEXT, "id": "2024-0311", "date": "2024-03-14", "country": "Mali"}
MODEL: Final = {"version": "2026.1", "rules_version": "4f1c9a"}
INCIDENT_ID: Final = "5a0c9d5e-7d4b-4e0f-9a1f-2f6f1b0f3c11"
REVIEW_ID: Final = "0b7f3a52-3a5e-4c44-8f0e-8d2c1d6a9e70"


def words(text: str) -> Span:
    """Return the span of words of the example's text."""
    start = TEXT.index(text)
    return Span.of(TEXT, start, start + len(text))


def answer() -> LabelledIncident:
    """Return the example's answer."""
    stance = Stance.ALLEGED
    return LabelledIncident(
        id="2024-0311",
        language="en",
        text=TEXT,
        model=ModelInfo(**MODEL),
        relevance=0.98,
        incident=Facts(
            dates=(DateFact("2024-03-14", "2024-03-14", words("14 March 2024")),),
            casualties=(Casualties("abducted", 6, 6, "villagers", "local official", words("six villagers")),),
        ),
        parties=(
            Party(
                "p1", None, "gunmen", PartyKind.UNIDENTIFIED_ARMED, (Role.PERPETRATOR,), stance, 0.93, None,
                (words("gunmen"),),
            ),
        ),
        affected=(
            Affected("a1", "civilians", Role.VICTIM, VictimStatus.CIVILIAN, (), 6, (words("six villagers"),)),
        ),
        acts=(
            Act(
                "e1", "abduct", words("abducted"), (Participant("p1", words("gunmen")),),
                (Participant("a1", words("six villagers")),), (), stance, "a local official", False, 0.94,
            ),
        ),
        candidates=(_candidate(stance),),
        applicable_law=ApplicableLaw(note="not in the table"),
        abstained_because=None,
        warnings=(),
    )  # fmt: skip


def _candidate(stance: Stance) -> Candidate:
    return Candidate(
        rule=96,
        title="Hostage-taking",
        grade=Grade.PRIMARY,
        confidence=0.91,
        band=Band.LIKELY,
        scores=Scores(1.0, 0.88),
        ledger=(LedgerEntry("rule_engine", 2.1), LedgerEntry("classifier", 1.4)),
        elements=(
            Element("seizure", State.MET, (words("abducted"),)),
            Element("compulsion", State.MET, (words("demanded a ransom"),)),
        ),
        defeaters=(),
        perpetrators=("p1",),
        stance=stance,
        contested=(),
        ask=("Who holds them, and was anything else demanded?",),
        law=Law(),
        neighbours=(Neighbour(98, "fate or whereabouts concealed"),),
        related=(156,),
        explanation="Seizure (abducted) and compulsion (demanded a ransom) are told.",
    )


BAD_ITEM: Final = ErrorLine(
    "2024-0312", 2, ErrorInfo("empty_text", "the text is empty or blank; send the words of the incident",
                              "body.incidents.1.text", "send the words of the report"),
)  # fmt: skip

BATCH: Final[dict[str, Any]] = {"incidents": [INCIDENT, {"id": "2024-0312", "text": "  "}]}

REVIEW: Final[dict[str, Any]] = {
    "reviewer": "reader-1",
    "rules": [
        {
            "rule": 96,
            "grade": "primary",
            "evidence": [{"start": words("abducted").start, "end": words("abducted").end, "text": "abducted"}],
        },
        {"rule": 98, "grade": "rejected", "evidence": []},
    ],
    "parties": [{"name": "gunmen", "kind": "unidentified_armed", "roles": ["perpetrator"], "stance": "alleged"}],
    "stance": "alleged",
    "comment": "The demand is reported by one official only.",
    "based_on": {"model": MODEL["version"], "rules_version": MODEL["rules_version"]},
}

ERROR: Final[dict[str, Any]] = {
    "error": {
        "code": "text_too_long",
        "message": "the text has 250000 characters; at most 200000 are read",
        "where": "body.text",
        "hint": "cut the report into passages, or give it to: ihl batch",
    }
}

HOSTAGES: Final[dict[str, Any]] = {
    "number": 96,
    "title": "Hostage-taking",
    "kind": "conduct",
    "incident_bearing": True,
    "chapter": "Fundamental guarantees",
    "link": "https://ihl-databases.icrc.org/en/customary-ihl/v1/rule96",
}
FAMA: Final[dict[str, Any]] = {
    "id": "ml-fama", "name": "Malian Armed Forces", "kind": "state_forces", "countries": ["ml"],
}  # fmt: skip


def responses() -> dict[str, Any]:
    """Return the bodies of successful answers, by name."""
    labelled: dict[str, Any] = ANSWER.dump_python(answer(), mode="json")
    stored = {
        "id": INCIDENT_ID, "created": "2024-03-15T08:12:00Z", "external_id": "2024-0311", "date": "2024-03-14",
        "country": "Mali", "source": None, "answer": labelled,
    }  # fmt: skip
    return {
        "answer": labelled,
        "batch": {"answers": [labelled, ERROR_LINE.dump_python(BAD_ITEM, mode="json")]},
        "stored": {"id": INCIDENT_ID, "answer": labelled},
        "incident": stored,
        "review": {"id": REVIEW_ID},
        "reviews": {"reviews": [{"id": REVIEW_ID, "created": "2024-03-16T09:00:00Z", "review": REVIEW}]},
        "rules": {"study": "Customary International Humanitarian Law", "rules": [HOSTAGES]},
        "parties": {"parties": [FAMA]},
        "reloaded": {"model": MODEL},
        "ready": {"ready": True, "model": MODEL},
        "health": {
            "status": "ok", "version": __version__, "schema_version": SCHEMA_VERSION, "model": MODEL,
            "workers": {"labellers": 2, "busy": 0, "waiting": 0},
        },
    }  # fmt: skip
