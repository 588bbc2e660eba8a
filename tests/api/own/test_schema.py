"""The OpenAPI document is valid, complete and true: schemathesis finds nothing against it."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from api.own.office import MAIN, OPEN, SECRET, Programs
from cases.histories import NOTICE
from madoguchi.api.own import ENDPOINTS, openapi

# Statuses that a call may get although it is as the document says: what an expression may be, which
# codes an office has, and what another has recorded since, no schema can say.
_EXPRESSIONS = ("search", "case-status", "account-usage", "case-changes")
_RECORDING = ("event-recorded", "event-corrected", "event-withdrawn")
_HELD = {
    "publication": {"id": MAIN},
    "publication-original": {"id": MAIN},
    "publication-versions": {"id": MAIN},
    "publication-file": {"id": MAIN, "name": "fig2.tif"},
    "publication-citation": {"id": MAIN},
    "publication-case": {"id": MAIN},
    "publication-family": {"id": MAIN},
    "case": {"id": str(OPEN)},
    "case-events": {"id": str(OPEN)},
    "case-status": {"id": str(OPEN)},
    "case-legal-status": {"id": str(OPEN)},
    "case-documents": {"id": str(OPEN)},
    "case-document": {"id": str(OPEN), "number": NOTICE.number},
    "case-document-original": {"id": str(OPEN), "number": NOTICE.number},
    "dossier": {"id": str(OPEN)},
    "classification": {"scheme": "IPC"},
    "bulk-collection": {"collection": "jp-patent"},
    "bulk-manifest": {"collection": "jp-patent", "delivery": "latest"},
    "office": {"code": "JP"},
    "event-codes": {"code": "JP"},
    "office-case": {"id": str(SECRET)},
    "office-case-events": {"id": str(SECRET)},
    "office-case-documents": {"id": str(SECRET)},
    "office-case-document": {"id": str(SECRET), "number": NOTICE.number},
    "office-case-document-original": {"id": str(SECRET), "number": NOTICE.number},
    "event-recorded": {"id": str(SECRET)},
    "event-corrected": {"id": str(SECRET), "event": "3"},
    "event-withdrawn": {"id": str(SECRET), "event": "3"},
}


def test_the_document_is_valid_openapi() -> None:
    validate(msgspec.json.decode(openapi()))


def test_every_endpoint_is_described(desk: TestClient) -> None:
    document = desk.get("/api/v1/openapi.json").json()
    described = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert described == {one.name for one in ENDPOINTS}
    assert {one.tag for one in ENDPOINTS} == {tag["name"] for tag in document["tags"]}
    assert all(one.summary and one.ja for one in ENDPOINTS)


def configuration(*, held: bool) -> str:
    """What the document cannot say; with `held`, values of the path of things that are there."""
    lines = ["seed = 20261123", "[generation]", "allow-x00 = false"]
    for one in ENDPOINTS:
        values = _HELD.get(one.name, {}) if held else {}
        statuses = [400] if one.name in (*_EXPRESSIONS, *_RECORDING) else []
        if not (values or statuses):
            continue
        lines += ["[[operations]]", f'include-operation-id = "{one.name}"']
        if values:
            told = (f'"path.{name}" = "{value}"' for name, value in values.items())
            lines.append(f"parameters = {{ {', '.join(told)} }}")
        if statuses:
            accepted = [200, 201, 204, 304, 401, 403, 404, 409, *statuses]
            lines.append(f"checks.positive_data_acceptance.expected-statuses = {accepted}")
    return "\n".join(lines) + "\n"


RUNS = {
    "public": ("", True, ()),
    "reader": ("reader", False, ("--exclude-tag=account", "--phases=coverage,fuzzing")),
    "registrar": ("registrar", True, ("--exclude-tag=account",)),
    "operator": ("operator", False, ("--exclude-tag=account", "--phases=coverage")),
    "keys": ("spare", False, ("--include-tag=account",)),
}


@pytest.mark.parametrize("name", RUNS)
def test_schemathesis_finds_nothing(
    name: str, served: str, programs: Programs, tmp_path: Path
) -> None:
    program, held, more = RUNS[name]
    config = tmp_path / "schemathesis.toml"
    config.write_text(configuration(held=held), encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("st")), "--config-file", str(config), "run",
        f"{served}/api/v1/openapi.json", "--max-examples=5", "--no-color", "--checks=all", *more,
    ]  # fmt: skip
    if program:
        command += ["--header", f"Authorization: Bearer {getattr(programs, program).key}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
