"""The OpenAPI document is whole, and the service keeps to it whatever is sent."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from running_service import Service
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

OPERATIONS = [
    ("POST", "/v1/label"),
    ("POST", "/v1/label/batch"),
    ("POST", "/v1/incidents"),
    ("GET", "/v1/incidents/{incident_id}"),
    ("POST", "/v1/incidents/{incident_id}/reviews"),
    ("GET", "/v1/incidents/{incident_id}/reviews"),
    ("GET", "/v1/rules"),
    ("GET", "/v1/rules/{number}"),
    ("GET", "/v1/parties"),
    ("GET", "/v1/parties/{party_id}"),
    ("GET", "/v1/schema"),
    ("POST", "/v1/models/reload"),
    ("GET", "/health"),
    ("GET", "/ready"),
]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def document(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = service.client.get("/openapi.json").json()
    return found


def test_the_operations_are_these(document: dict[str, Any]) -> None:
    found = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_is_told_in_full(document: dict[str, Any], method: str, path: str) -> None:
    operation = document["paths"][path][method.lower()]
    statuses = set(operation["responses"])
    assert operation["summary"]
    assert ("security" in operation) is path.startswith("/v1/")
    if path.startswith("/v1/"):
        assert statuses >= {"401", "429", "500", "503"}
    if "{" in path:
        assert "404" in statuses
    if "requestBody" in operation:
        assert statuses >= {"400", "413", "415", "422"}
        assert operation["requestBody"]["content"]["application/json"]["examples"]
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorBody"}


def test_the_examples_fit_their_schemas(document: dict[str, Any]) -> None:
    seen = 0
    for methods in document["paths"].values():
        for operation in methods.values():
            contents = [response.get("content", {}) for response in operation["responses"].values()]
            for content in [*contents, operation.get("requestBody", {}).get("content", {})]:
                media = content.get("application/json", {})
                values = [media["example"]] if "example" in media else []
                values += [item["value"] for item in media.get("examples", {}).values()]
                # The batch's example shows a faulty item on purpose; the service takes it.
                for value in (value for value in values if "incidents" not in value):
                    seen += 1
                    whole = {**media["schema"], "components": document["components"]}
                    assert [error.message for error in jsonschema_rs.validator_for(whole).iter_errors(value)] == []
    assert seen == 18


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_whatever_is_sent_the_answer_is_a_documented_one(service: Service, method: str, path: str) -> None:
    stored = service.post("/v1/incidents", {"text": "Gunmen abducted six."}).json()["id"]
    schema = schemathesis.openapi.from_asgi("/openapi.json", service.client.app)
    operation = schema[path][method]
    # There is no wrong way to send nothing.
    takes_nothing = method == "GET" and "{" not in path
    modes = [schemathesis.GenerationMode.POSITIVE] if takes_nothing else list(schemathesis.GenerationMode)
    headers = service.as_("admin")
    statuses = set()

    def asks(case: Any) -> None:
        if "incident_id" in (case.path_parameters or {}) and len(str(case.body)) % 2:
            case.path_parameters["incident_id"] = stored
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=headers)

    for mode in modes:
        case = given(case=operation.as_strategy(generation_mode=mode))(asks)
        bounded = settings(
            max_examples=20, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        seed(20260101)(bounded(case))()
    if "incident_id" in path or "{" not in path:
        assert statuses & {200, 201}
