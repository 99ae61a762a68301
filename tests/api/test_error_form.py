"""Every error has the one form, names the place, and repeats nothing of what was sent."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from api_fake_labeller import POISON, Shared
from running_service import TEXT, Service, Start

SECRET = "Fatakara"
INCIDENT = f'{{"text": "{SECRET} burned"}}'
REVIEW: dict[str, Any] = {"reviewer": "r", "rules": [], "based_on": {"model": "m", "rules_version": "r"}}


def checked(response: Any, status: int, code: str) -> dict[str, str]:
    """Return the error of a response that has the form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "where", "hint"}
    assert all(isinstance(value, str) for value in body["error"].values())
    assert body["error"]["code"] == code
    assert body["error"]["message"]
    assert SECRET not in response.text
    assert response.headers["x-request-id"]
    error: dict[str, str] = body["error"]
    return error


@pytest.mark.parametrize(
    ("body", "status", "code", "where"),
    [
        (b"", 422, "missing_field", "body"),
        (b"{", 400, "malformed_json", "body"),
        (f'{{"text": "{SECRET}" "x"}}'.encode(), 400, "malformed_json", "body"),
        (f"{SECRET} burned".encode(), 400, "malformed_json", "body"),
        (b'{"text": "\xff\xfe"}', 400, "malformed_json", "body"),
        (b'{"text": "\\ud800 alone"}', 400, "malformed_json", "body"),
        (b'{"text": "a", "explain": [NaN]}', 400, "malformed_json", "body"),
        (b'{"text": "a", "explain": [Infinity]}', 400, "malformed_json", "body"),
        (b"[" * 100_000, 400, "malformed_json", "body"),
        (b'{"text":' * 50_000, 400, "malformed_json", "body"),
        (b'{"text": "a", "explain": [' + b"9" * 5000 + b"]}", 400, "malformed_json", "body"),
        (b'{"text": "a", "explain": [1e999]}', 422, "invalid_request", "body.explain.0"),
        (b'{"text": "a", "explain": [0]}', 422, "invalid_request", "body.explain.0"),
        (b'{"text": "a", "explain": "96"}', 422, "invalid_request", "body.explain"),
        (b"[]", 422, "invalid_request", "body"),
        (b"null", 422, "invalid_request", "body"),
        (f'"{SECRET}"'.encode(), 422, "invalid_request", "body"),
        (b"{}", 422, "missing_field", "body.text"),
        (b'{"text": null}', 422, "invalid_request", "body.text"),
        (b'{"text": 3}', 422, "invalid_request", "body.text"),
        (b'{"text": ""}', 422, "empty_text", "body.text"),
        (b'{"text": " \\u00a0\\n\\t "}', 422, "empty_text", "body.text"),
        (f'{{"text": "a", "id": "{SECRET * 100}"}}'.encode(), 422, "invalid_request", "body.id"),
        (b'{"text": "a", "txt": 1}', 422, "unknown_field", "body.txt"),
        (f'{{"text": "a", "{SECRET} was burned": 1}}'.encode(), 422, "unknown_field", "body.(unnamed)"),
        (f'{{"text": "a", "include_unlikely": "{SECRET}"}}'.encode(), 422, "invalid_request", "body.include_unlikely"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/label", "/v1/incidents"])
def test_bodies_that_are_no_incident(
    service: Service, path: str, body: bytes, status: int, code: str, where: str
) -> None:
    assert checked(service.send(path, body), status, code)["where"] == where


@pytest.mark.parametrize(
    ("method", "path", "scope", "status", "code"),
    [
        ("GET", "/", None, 404, "not_found"),
        ("GET", "/nope", None, 404, "not_found"),
        ("GET", "/docs", None, 404, "not_found"),
        ("GET", "/health/", None, 404, "not_found"),
        ("POST", "/health", None, 405, "method_not_allowed"),
        ("GET", "/v1", None, 401, "missing_key"),
        ("GET", "/v1/nope", None, 401, "missing_key"),
        ("GET", "/v1/nope", "label", 404, "not_found"),
        ("GET", "/v1/label", "label", 405, "method_not_allowed"),
        ("DELETE", "/v1/rules", "label", 405, "method_not_allowed"),
        ("GET", "/v1/rules/0", "label", 404, "not_found"),
        ("GET", "/v1/rules/162", "label", 404, "not_found"),
        ("GET", f"/v1/rules/{SECRET}", "label", 404, "not_found"),
        ("GET", f"/v1/parties/{SECRET}", "label", 404, "not_found"),
        ("GET", f"/v1/incidents/{SECRET}", "review", 404, "not_found"),
        ("GET", "/v1/incidents/00000000-0000-0000-0000-000000000000", "review", 404, "not_found"),
        ("GET", "/v1/incidents/00000000-0000-0000-0000-000000000000/reviews", "review", 404, "not_found"),
        ("GET", "/v1/incidents/00000000-0000-0000-0000-000000000000/reviews", "label", 403, "scope_missing"),
        ("POST", "/v1/models/reload", "label", 403, "scope_missing"),
        ("POST", "/v1/models/reload", "train", 403, "scope_missing"),
    ],
)
def test_addresses(service: Service, method: str, path: str, scope: str | None, status: int, code: str) -> None:
    headers = service.as_(scope) if scope else {}
    error = checked(service.client.request(method, path, headers=headers), status, code)
    assert error["hint"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "missing_key"),
        ("", "missing_key"),
        ("Bearer", "missing_key"),
        ("Bearer ", "missing_key"),
        ("Basic dXNlcjpwYXNz", "missing_key"),
        ("Bearer nonsense", "invalid_key"),
        ("Bearer ihl_000000000000_" + "A" * 43, "invalid_key"),
        ("Bearer " + "x" * 5000, "invalid_key"),
    ],
)
def test_without_a_good_key_nothing_is_read(service: Service, header: str | None, code: str) -> None:
    headers = {"Content-Type": "application/json", **({"Authorization": header} if header is not None else {})}
    response = service.client.post("/v1/label", content=b"{ not even JSON", headers=headers)
    error = checked(response, 401, code)
    assert error["where"] == "header.authorization"
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_not_announced_as_json(service: Service, content_type: str) -> None:
    response = service.send("/v1/label", INCIDENT.encode(), **{"Content-Type": content_type})
    assert "application/json" in checked(response, 415, "unsupported_media_type")["hint"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"])
def test_json_by_its_other_names(service: Service, content_type: str) -> None:
    assert service.send("/v1/label", INCIDENT.encode(), **{"Content-Type": content_type}).status_code == 200


def test_a_body_over_the_limit_by_its_length_and_by_its_stream(start: Start) -> None:
    with start(max_body_bytes=10_000) as service:
        fits = json.dumps({"text": "a" * 9_900}).encode()
        assert service.send("/v1/label", fits).status_code == 200
        over = json.dumps({"text": f"{SECRET} " * 2_000}).encode()
        checked(service.send("/v1/label", over), 413, "body_too_large")
        pieces = (over[start : start + 1000] for start in range(0, len(over), 1000))
        headers = {**service.as_("label"), "Content-Type": "application/json"}
        streamed = service.client.post("/v1/label", content=pieces, headers=headers)
        assert "content-length" not in streamed.request.headers
        checked(streamed, 413, "body_too_large")
        assert service.post("/v1/label", {"text": TEXT}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/label", "/v1/incidents"])
def test_a_text_over_the_limit_names_the_field(start: Start, path: str) -> None:
    with start(max_text_chars=1_000) as service:
        # Counted in code points: 1,000 astral characters are 4,000 bytes and fit.
        assert service.post(path, {"text": "\U0001f525" * 1_000}).status_code in (200, 201)
        error = checked(service.post(path, {"text": f"{SECRET} " * 200}), 422, "text_too_long")
        assert error["where"] == "body.text"
        assert "ihl batch" in error["hint"]
        assert "1800" in error["message"]


def test_an_unforeseen_error_is_500_without_a_word_of_the_text(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    response = service.post("/v1/label", {"text": f"{POISON} {SECRET}"})
    checked(response, 500, "internal_error")
    logged = "".join(capsys.readouterr())
    assert response.headers["x-request-id"] in logged
    assert "ValueError" in logged
    assert SECRET not in logged
    assert service.post("/v1/label", {"text": TEXT}).status_code == 200


def test_before_the_labellers_are_loaded(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.app._load", never)
    with start(ready=False) as service:
        assert service.client.get("/health").json()["model"] is None
        for response in (service.client.get("/ready"), service.post("/v1/label", {"text": TEXT})):
            checked(response, 503, "not_ready")
            assert response.headers["retry-after"] == "1"


async def never(_services: object) -> None:
    """Load nothing."""


def test_a_locked_store_is_503(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ihl_classifier.store.connection.BUSY_SECONDS", 0)
    service.parts.store.engine.dispose()
    (service.parts.settings.data_dir / "ihl.sqlite3").rename(service.parts.settings.data_dir / "away")
    (service.parts.settings.data_dir / "ihl.sqlite3").mkdir()
    response = service.get("/v1/rules")
    checked(response, 503, "store_unavailable")
    assert response.headers["retry-after"] == "1"


def test_the_rate_limit_is_for_each_key_and_not_on_this_machine(start: Start) -> None:
    with start(client=("203.0.113.7", 5000), rate_limit_per_second=5) as service:
        statuses = [service.get("/v1/rules/96", "label").status_code for _ in range(30)]
        assert statuses[:5] == [200] * 5
        assert 429 in statuses
        refused = service.get("/v1/rules/96", "label")
        checked(refused, 429, "rate_limited")
        assert refused.headers["retry-after"] == "1"
        assert service.get("/v1/rules/96", "review").status_code == 200
        assert service.client.get("/health").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_no_rate_limit_on_loopback(start: Start, host: str) -> None:
    with start(client=(host, 5000), rate_limit_per_second=1) as service:
        assert {service.get("/v1/rules/96", "label").status_code for _ in range(10)} == {200}


def test_a_full_queue_is_503_with_retry_after(start: Start) -> None:
    go = threading.Event()
    with start(workers=1, queue_limit=1, shared=Shared(before=lambda _: go.wait(20) and None)) as service:
        with ThreadPoolExecutor(2) as threads:
            admitted = [threads.submit(service.post, "/v1/label", {"text": TEXT}) for _ in range(2)]
            while service.client.get("/health").json()["workers"]["waiting"] < 1:
                time.sleep(0.01)
            one, many = ("/v1/label", {"text": TEXT}), ("/v1/label/batch", {"incidents": [{"text": TEXT}]})
            refused = [service.post(path, body) for path, body in (one, many)]
            go.set()
            assert [done.result().status_code for done in admitted] == [200, 200]
        for response in refused:
            checked(response, 503, "busy")
            assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"rules": [{"rule": 96, "grade": "primary", "evidence": [{"start": 0, "end": 6, "text": SECRET}]}]},
         "span_mismatch", "body.rules.0.evidence.0"),
        ({"rules": [{"rule": 98, "grade": "rejected"},
                    {"rule": 96, "grade": "primary", "evidence": [{"start": 0, "end": 6, "text": "Gunmen"},
                                                                  {"start": 7, "end": 7, "text": ""}]}]},
         "span_mismatch", "body.rules.1.evidence.1"),
        ({"rules": [{"rule": 96, "grade": "primary", "evidence": [{"start": 0, "end": 10**30, "text": "x"}]}]},
         "span_mismatch", "body.rules.0.evidence.0"),
        ({"rules": [{"rule": 96, "grade": "primary"}, {"rule": 96, "grade": "rejected"}]},
         "duplicate_rule", "body.rules.1"),
        ({"rules": [{"rule": 156, "grade": "primary"}]}, "rule_never_labelled", "body.rules.0.rule"),
        ({"rules": [{"rule": 96, "grade": SECRET}]}, "invalid_request", "body.rules.0.grade"),
        ({"rules": [{"rule": 200, "grade": "primary"}]}, "invalid_request", "body.rules.0.rule"),
        ({"reviewer": ""}, "invalid_request", "body.reviewer"),
        ({"reviewer": "a\x00b"}, "nul_character", "body.reviewer"),
        ({"stance": SECRET}, "invalid_request", "body.stance"),
        ({"parties": [{"name": SECRET, "kind": SECRET}]}, "invalid_request", "body.parties.0.kind"),
        ({"based_on": None}, "invalid_request", "body.based_on"),
    ],
)  # fmt: skip
def test_reviews_that_do_not_fit(service: Service, change: dict[str, Any], code: str, where: str) -> None:
    incident = service.post("/v1/incidents", {"text": TEXT}).json()["id"]
    response = service.post(f"/v1/incidents/{incident}/reviews", {**REVIEW, **change}, "review")
    assert checked(response, 422, code)["where"] == where
    assert service.get(f"/v1/incidents/{incident}/reviews", "review").json() == {"reviews": []}


def test_a_nul_character_is_labelled_but_not_stored(service: Service) -> None:
    assert service.post("/v1/label", {"text": "Gunmen\x00 abducted"}).status_code == 200
    assert checked(service.post("/v1/incidents", {"text": "a\x00b"}), 422, "nul_character")["where"] == "body.text"
