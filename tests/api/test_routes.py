"""What the routes give when all goes well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema_rs
import pytest
from api_fake_labeller import POISON, REFUSED
from click.testing import CliRunner
from fastapi.routing import APIRoute
from running_service import TEXT, Service, Start, load_knowledge

from api import examples
from api.app import ROUTERS
from api.routes.label import BATCH_ANSWERS
from ihl_classifier.cli.schema import schema as schema_command
from ihl_classifier.schema.answer import from_json
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.review import Review
from ihl_classifier.schema.version import SCHEMA_VERSION
from ihl_classifier.store.keys import Scope

HARD_TEXTS = {
    "combining marks": "a" + "\u0301" * 10_000,
    "right to left": "قُتل ستة مدنيين near Tilé \u202e and שלום",
    "binary": "".join(chr(number) for number in range(1, 256)),
    "astral": "\U0001f525 abducted \U0001f525",
    "long": "abducted " * 22_000,
}


def test_label_gives_the_answer_and_stores_nothing(service: Service) -> None:
    response = service.post("/v1/label", {"text": TEXT, "id": "x", "explain": [96], "include_unlikely": True}, "label")
    assert response.status_code == 200
    answer = from_json(response.content)
    assert (answer.id, answer.text, answer.schema_version) == ("x", TEXT, SCHEMA_VERSION)
    assert response.headers["cache-control"] == "no-store"
    with service.parts.store.read() as unit:
        assert unit.incidents.older_than(datetime.now(UTC) + timedelta(days=1)) == []
        assert unit.audit.list() == []


@pytest.mark.parametrize("name", HARD_TEXTS)
def test_hard_texts_come_back_whole_and_spans_quote_them(service: Service, name: str) -> None:
    text = HARD_TEXTS[name]
    answer = from_json(service.post("/v1/label", {"text": text}).content)
    assert answer.text == text
    for candidate in answer.candidates:
        for element in candidate.elements:
            assert all(text[span.start : span.end] == span.text for span in element.evidence)


def brief(line: dict[str, Any]) -> tuple[Any, ...]:
    """Return an error line as (code, id, line, where)."""
    return (line["error"]["code"], line["id"], line["line"], line["error"]["where"])


def test_a_batch_answers_in_order_and_goes_on_after_faults(service: Service) -> None:
    incidents: list[Any] = [
        {"text": "abducted 0", "id": "0"},
        {"text": " ", "id": "blank"},
        {"text": "abducted 2"},
        "no object",
        {"text": POISON, "id": "poison"},
        {"id": "none"},
        {"text": REFUSED},
        {"text": "abducted 7", "id": "7"},
        {"text": "x" * 200_001, "id": "long"},
        {"text": "abducted 9", "id": 9},
    ]
    response = service.post("/v1/label/batch", {"incidents": incidents}, "label")
    assert response.status_code == 200
    answers = response.json()["answers"]
    told = [item.get("text") or brief(item) for item in answers]
    assert told == [
        "abducted 0",
        ("empty_text", "blank", 2, "body.incidents.1.text"),
        "abducted 2",
        ("invalid_request", None, 4, "body.incidents.3"),
        ("internal_error", "poison", 5, "body.incidents.4"),
        ("missing_field", "none", 6, "body.incidents.5.text"),
        ("text_refused", None, 7, "body.incidents.6.text"),
        "abducted 7",
        ("text_too_long", "long", 9, "body.incidents.8.text"),
        ("invalid_request", None, 10, "body.incidents.9.id"),
    ]
    assert POISON not in response.text
    BATCH_ANSWERS.validate_json(response.content)


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ({"incidents": [{"text": "a"}] * 4}, "too_many_texts", "body.incidents"),
        ({"incidents": []}, "invalid_request", "body.incidents"),
        ({"incidents": {"text": "a"}}, "invalid_request", "body.incidents"),
        ({"texts": ["a"]}, "missing_field", "body.incidents"),
    ],
)
def test_a_batch_that_is_none(start: Start, body: Any, code: str, where: str) -> None:
    with start(max_batch_texts=3) as service:
        response = service.post("/v1/label/batch", body)
        assert response.status_code == 422
        assert (response.json()["error"]["code"], response.json()["error"]["where"]) == (code, where)
        assert len(service.post("/v1/label/batch", {"incidents": [{"text": "a"}] * 3}).json()["answers"]) == 3


def test_an_incident_is_stored_read_and_reviewed(service: Service) -> None:
    sent = {"text": TEXT, "id": "mine", "date": "late 1990s", "country": "Mali", "source": "NGO"}
    made = service.post("/v1/incidents", sent, "label")
    assert made.status_code == 201
    address = made.headers["location"]
    assert address == f"/v1/incidents/{made.json()['id']}"
    found = service.get(address, "label").json()
    assert found["answer"] == made.json()["answer"]
    assert {name: found[name] for name in ("external_id", "date", "country", "source")} == {
        "external_id": "mine", "date": "late 1990s", "country": "Mali", "source": "NGO",
    }  # fmt: skip
    review = {
        "reviewer": "r1",
        "rules": [{"rule": 96, "grade": "primary", "evidence": [{"start": 7, "end": 15, "text": "abducted"}]}],
        "based_on": {"model": "fake-1", "rules_version": "rules-1"},
    }
    first = service.post(f"{address}/reviews", review, "review")
    second = service.post(f"{address}/reviews", {**review, "comment": "again"}, "review")
    assert (first.status_code, second.status_code) == (201, 201)
    listed = service.get(f"{address}/reviews", "review").json()["reviews"]
    assert [item["id"] for item in listed] == [first.json()["id"], second.json()["id"]]
    assert [Review.model_validate(item["review"]) for item in listed] == [
        Review.model_validate(review), Review.model_validate({**review, "comment": "again"}),
    ]  # fmt: skip
    with service.parts.store.read() as unit:
        assert [(entry.what, entry.who.split("-")[0]) for entry in unit.audit.list()] == [
            ("incident.create", "label"), ("review.create", "review"), ("review.create", "review"),
        ]  # fmt: skip
        assert TEXT not in repr(unit.audit.list())


def test_a_failed_labelling_stores_nothing(service: Service) -> None:
    assert service.post("/v1/incidents", {"text": POISON}).status_code == 500
    with service.parts.store.read() as unit:
        assert unit.incidents.older_than(datetime.now(UTC) + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("POST", "/v1/label", {"label", "admin"}),
        ("POST", "/v1/label/batch", {"label", "admin"}),
        ("POST", "/v1/incidents", {"label", "admin"}),
        ("GET", "/v1/incidents/00000000-0000-0000-0000-000000000000", {"label", "review", "admin"}),
        ("POST", "/v1/incidents/00000000-0000-0000-0000-000000000000/reviews", {"review", "admin"}),
        ("GET", "/v1/incidents/00000000-0000-0000-0000-000000000000/reviews", {"review", "admin"}),
        ("GET", "/v1/rules", {"label", "review", "train", "admin"}),
        ("GET", "/v1/parties", {"label", "review", "train", "admin"}),
        ("GET", "/v1/schema", {"label", "review", "train", "admin"}),
        ("POST", "/v1/models/reload", {"admin"}),
    ],
)
def test_which_scope_may_do_what(service: Service, method: str, path: str, scopes: set[str]) -> None:
    def status(scope: str) -> int:
        body = {"json": {}} if method == "POST" else {}
        return int(service.client.request(method, path, headers=service.as_(scope), **body).status_code)

    assert {scope.value for scope in Scope if status(scope) != 403} == scopes


def test_every_address_outside_the_three_open_ones_needs_a_key(service: Service) -> None:
    open_ones = set()
    for module in ROUTERS:
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            path = route.path.replace("{number}", "1")
            (method,) = route.methods
            if service.client.request(method, path).status_code != 401:
                open_ones.add(path)
    assert open_ones == {"/health", "/ready"}
    assert service.client.get("/openapi.json").status_code == 200


def test_expired_and_revoked_keys_stop_at_once(service: Service) -> None:
    with service.parts.store.write() as unit:
        over = unit.keys.create([Scope.LABEL], "over", datetime.now(UTC) - timedelta(seconds=1)).secret
        gone = unit.keys.create([Scope.LABEL], "gone").secret
    assert service.client.get("/v1/rules/1", headers={"Authorization": f"bearer {gone}"}).status_code == 200
    with service.parts.store.write() as unit:
        unit.keys.revoke("gone")
    for secret, code in ((over, "key_expired"), (gone, "key_revoked")):
        response = service.client.get("/v1/rules/1", headers={"Authorization": f"Bearer {secret}"})
        assert (response.status_code, response.json()["error"]["code"]) == (401, code)


def test_rules_and_parties(service: Service) -> None:
    rules = service.get("/v1/rules").json()["rules"]
    assert [rule["number"] for rule in rules] == list(range(1, 162))
    hostages = service.get("/v1/rules/96").json()
    assert (hostages["number"], hostages["title"], hostages["link"][-6:]) == (96, rules[95]["title"], "rule96")
    assert set(hostages["source"]) <= set(hostages["sources"])
    parties = service.get("/v1/parties").json()["parties"]
    assert len({party["id"] for party in parties}) == len(parties) > 50
    fama = service.get("/v1/parties/ml-fama").json()
    assert (fama["id"], fama["kind"]) == ("ml-fama", "state_forces")
    assert set(fama["source"]) <= set(fama["sources"])


def test_the_schema_describes_the_answer_and_is_the_one_of_the_command(service: Service) -> None:
    schema = service.get("/v1/schema").json()
    assert schema == json.loads(CliRunner().invoke(schema_command).stdout)
    answer = service.post("/v1/label", {"text": TEXT}).json()
    check = jsonschema_rs.validator_for(schema["answer"])
    assert check.is_valid(answer)
    assert not check.is_valid({**answer, "candidates": [{"rule": "ninety-six"}]})


def test_reload_takes_up_the_promoted_model(service: Service) -> None:
    service.shared.version = "fake-2"
    response = service.post("/v1/models/reload", {})
    assert response.json() == {"model": {"version": "fake-2", "rules_version": "rules-1"}}
    assert service.post("/v1/label", {"text": TEXT}).json()["model"]["version"] == "fake-2"
    assert service.client.get("/ready").json()["model"]["version"] == "fake-2"
    with service.parts.store.read() as unit:
        assert [(entry.what, entry.object_id) for entry in unit.audit.list()] == [("model.reload", "fake-2")]


def test_a_model_that_cannot_be_loaded_is_409_and_the_old_one_goes_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.services.Knowledge.load", load_knowledge)
    monkeypatch.setenv("IHL_RULES_DIR", "/nowhere")
    response = service.post("/v1/models/reload", {})
    assert (response.status_code, response.json()["error"]["code"]) == (409, "data_missing")
    assert service.post("/v1/label", {"text": TEXT}).json()["model"]["version"] == "fake-1"


def test_health_says_who_labels_and_how_busy_it_is(service: Service) -> None:
    assert service.client.get("/health").json() == {
        "status": "ok",
        "version": service.client.get("/openapi.json").json()["info"]["version"],
        "schema_version": SCHEMA_VERSION,
        "model": {"version": "fake-1", "rules_version": "rules-1"},
        "workers": {"labellers": 2, "busy": 0, "waiting": 0},
    }


def test_the_log_holds_no_text(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    service.post("/v1/label", {"text": TEXT, "id": "my-own-id", "source": "my source"})
    service.client.post(f"/v1/label?text={TEXT}", headers=service.as_("label"))
    service.client.get(f"/{TEXT}")
    logged = "".join(capsys.readouterr())
    assert "/v1/label" in logged
    for words in ("Gunmen", "ransom", "my-own-id", "my source"):
        assert words not in logged


def test_the_examples_are_true() -> None:
    answer = examples.answer()
    assert answer.text == examples.INCIDENT["text"]
    Incident.model_validate(examples.INCIDENT)
    review = Review.model_validate(examples.REVIEW)
    spans = [span for candidate in answer.candidates for element in candidate.elements for span in element.evidence]
    spans += [span for rule in review.rules for span in rule.evidence]
    assert spans
    assert all(answer.text[span.start : span.end] == span.text for span in spans)
