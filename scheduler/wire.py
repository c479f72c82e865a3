"""Problem and Plan as JSON: read, write, schema, fingerprint."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from core.errors import DapengError, Fault, fail, fault
from core.fingerprint import fingerprint
from scheduler.check import check_problem
from scheduler.plan import Pinned, Plan
from scheduler.problem import SCHEMA_VERSION, Problem

T = TypeVar("T")
PROBLEM: TypeAdapter[Problem] = TypeAdapter(Problem)
PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def read_problem(path: Path) -> Problem:
    """Read a problem; raises :class:`DapengError` with every fault that was found."""
    return parse_problem(read_json(path), str(path))


def parse_problem(content: Any, place: str) -> Problem:
    """Return the problem that JSON-like ``content`` describes, free of faults.

    Parameters
    ----------
    content
        What ``json.loads`` gave.
    place
        Where it came from, for the faults: a path, a table row.

    Raises
    ------
    DapengError
        With one fault per error: of version and schema first; where there is none, of consistency.
    """
    _check_document(content, place, "problem")
    problem = parse(PROBLEM, content, place)
    faults = check_problem(problem)
    if faults:
        raise DapengError([replace(each, place=f"{place}:{each.place}") for each in faults])
    return problem


def read_plan(path: Path) -> Plan:
    """Read a plan; raises :class:`DapengError` with every fault that was found."""
    content = read_json(path)
    _check_document(content, str(path), "plan")
    return parse(PLAN, content, str(path))


def write_json(content: Any, path: Path) -> None:
    """Write ``content`` as UTF-8 JSON, whole or not at all."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_text(text + "\n", encoding="utf-8")
    os.replace(draft, path)


def schema_of(document: str) -> dict[str, Any]:
    """Return the JSON schema of ``problem`` or ``plan``."""
    schemas = {"problem": PROBLEM.json_schema, "plan": PLAN.json_schema}
    return schemas[document]()


def dump_problem(problem: Problem) -> Any:
    """Return the problem as JSON-like content."""
    return PROBLEM.dump_python(problem, mode="json")


def dump_plan(plan: Plan) -> Any:
    """Return the plan as JSON-like content."""
    return PLAN.dump_python(plan, mode="json")


def problem_fingerprint(problem: Problem) -> str:
    """Return the fingerprint that plans of this problem carry."""
    return fingerprint(dump_problem(problem))


def pinned_of(problem: Problem) -> Pinned:
    """Return the versions and fingerprints that a plan of ``problem`` pins."""
    content = dump_problem(problem)
    return Pinned(
        problem=fingerprint(content),
        calendar=f"{problem.calendar.version} {fingerprint(content['calendar'])}",
        need_policy=f"{problem.need_policy.version} {fingerprint(content['need_policy'])}",
        travel=f"{problem.travel.version} {fingerprint(content['travel'])}",
    )


def with_id(plan: Plan, problem_id: str) -> Plan:
    """Return ``plan`` with an id made of its problem's id and its own content."""
    content = dump_plan(plan)
    content["plan_id"] = ""
    return replace(plan, plan_id=f"{problem_id}-{fingerprint(content)[7:19]}")


def parse(adapter: TypeAdapter[T], content: Any, place: str) -> T:
    """Validate ``content``; raises :class:`DapengError` with one fault per error."""
    try:
        return adapter.validate_python(content)
    except ValidationError as error:
        raise DapengError([f for e in error.errors() for f in _faults(e, place)]) from None


def _faults(error: ErrorDetails, place: str) -> list[Fault]:
    where = f"{place}:/" + "/".join(str(part) for part in error["loc"])
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, DapengError):
        return [Fault(code=f.code, place=where, facts=f.facts) for f in inner.faults]
    if error["type"] == "missing":
        return [fault("field-missing", where, field=error["loc"][-1])]
    if error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return [fault("field-unknown", where, field=error["loc"][-1])]
    return [fault("value-invalid", where, value=repr(error["input"])[:80], detail=error["msg"])]


def read_json(path: Path) -> Any:
    """Return what a JSON file holds; raises :class:`DapengError` where it cannot be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise fail("file-missing", str(path), path=path) from None
    except OSError as error:
        raise fail("file-unusable", str(path), path=path, detail=error.strerror) from None
    except (ValueError, RecursionError) as error:
        raise fail("json-invalid", str(path), detail=error) from None


def _check_document(content: Any, place: str, document: Literal["problem", "plan"]) -> None:
    """Refuse text that no file can hold (half a surrogate pair, as an escape), other files, unknown versions."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise fail("json-invalid", f"{place}:/", detail=error) from None
    other = {"problem": "plan_id", "plan": "horizon"}[document]
    ours = isinstance(content, dict) and other not in content and content.keys() & {"schema_version", f"{document}_id"}
    if not ours:
        raise fail("document-wrong", f"{place}:/", kind=f"{document} file")
    version = content.get("schema_version")
    if version != SCHEMA_VERSION:
        raise fail("version-unknown", f"{place}:/schema_version", version=version, known=SCHEMA_VERSION)
