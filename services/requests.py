"""Requests: which to answer, and the answers as tables and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import DapengError, Language
from scheduler.problem import Problem
from scheduler.requests import Request
from scheduler.slots.model import Answer, Slot
from scheduler.wire import parse_problem, read_json, read_problem
from services.lookup import unknown_name

SLOT_KINDS = {
    "planned": ("计划中已有", "planned already"),
    "insert": ("顺路加一站", "a stop more in a tour"),
    "replace": ("替换一站", "in another's stead"),
    "new_tour": ("新增一日巡回", "a new day tour"),
    "new_stay": ("新增一站展览", "a new stay"),
}
VERDICTS = {
    "accepted": ("可按所选日期安排", "accepted on the dates asked for"),
    "offered": ("所选日期不行，可改期", "not on those dates; other dates are offered"),
    "declined": ("不能安排", "declined"),
}
LIMITS = {
    "rule": ("规则不允许", "rules are in the way"),
    "price": ("超出费用上限", "dearer than allowed"),
    "kit": ("没有哪套展品完好展出所要的主题和展品", "nothing that tours shows the themes and exhibits asked for"),
    "place": ("本县没有合适的场所", "the county has no place that suits"),
}


def asked(path: Path, request_id: str | None, file: Path | None) -> tuple[Problem, tuple[Request, ...]]:
    """Read a problem, and return it with the requests to answer: one of its own, all, or the one in a JSON file.

    Raises
    ------
    DapengError
        ``name-unknown`` for an id that the problem does not have; every fault of the problem, and of a request in a
        file, which is checked together with it.
    """
    if file is not None:
        return _with_request(path, file)
    problem = read_problem(path)
    if request_id is None:
        return problem, problem.requests
    found = tuple(request for request in problem.requests if request.request_id == request_id)
    if not found:
        raise unknown_name("request", request_id, (request.request_id for request in problem.requests))
    return problem, found


def _with_request(path: Path, file: Path) -> tuple[Problem, tuple[Request, ...]]:
    """Return the problem as it is in its file, and the request of another file, checked as if it were among its own."""
    added, content = read_json(file), read_json(path)
    known = content.get("requests", []) if isinstance(content, dict) else None
    if not isinstance(known, list):
        return read_problem(path), ()
    try:
        whole = parse_problem({**content, "requests": [*known, added]}, str(path))
    except DapengError as error:
        here, there = f"{path}:/requests/{len(known)}", f"{file}:"
        raise DapengError([replace(each, place=each.place.replace(here, there)) for each in error.faults]) from None
    return replace(whole, requests=whole.requests[:-1]), whole.requests[-1:]


def answers_json(answers: Sequence[Answer]) -> Any:
    """Return answers as JSON-like content."""
    from pydantic import TypeAdapter  # making the adapter takes longer than answering

    return TypeAdapter(tuple[Answer, ...]).dump_python(tuple(answers), mode="json")


def slot_cells(problem: Problem, slot: Slot, language: Language) -> list[str]:
    """Return a slot's row: when, what, where, who, what it drops, its price, the shortage first."""
    zh = language == "zh"
    stops = {stop.stop_id: stop.name for stop in problem.stops} | {hall.hall_id: hall.name for hall in problem.halls}
    vehicles = {one.caravan_id: one.name for one in problem.caravans} | {one.set_id: one.name for one in problem.sets}
    who = slot.tour.caravan_id if slot.tour else slot.stay.set_id if slot.stay else ""
    clock = "" if slot.start_min is None else f" {slot.start_min // 60:02d}:{slot.start_min % 60:02d}"
    weeks = f" ×{slot.stay.weeks} {'周' if zh else 'weeks'}" if slot.stay else ""
    price = slot.price
    return [
        f"{slot.day}{clock}{weeks}",
        SLOT_KINDS[slot.kind][0 if zh else 1],
        stops[slot.place_id],
        vehicles[who],
        "、".join(stops[stop_id] for stop_id in slot.dropped) or "—",
        f"{price.shortage:+d}" if price.shortage else "—",
        f"{price.drive_min:+d}",
        f"{price.length_m / 1000:+.1f}",
        f"{price.cost_fen / 100:+,.0f}",
        f"{price.share_millionths / 10_000:+.3f}",
    ]
