"""Requests: which to answer, and the answers as tables and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.errors import DapengError, Language
from scheduler.check import check_problem
from scheduler.problem import Problem
from scheduler.requests import Request
from scheduler.slots.model import Answer, Slot
from scheduler.wire import parse, read_json
from services.lookup import unknown_name

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
ANSWERS: TypeAdapter[tuple[Answer, ...]] = TypeAdapter(tuple[Answer, ...])
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


def asked(problem: Problem, request_id: str | None, file: Path | None) -> tuple[Problem, tuple[Request, ...]]:
    """Return the requests to answer: one of the problem's, all of them, or the one in a JSON file.

    Raises
    ------
    DapengError
        ``name-unknown`` for an id that the problem does not have, and every fault of a request from a file.
    """
    if file is not None:
        request = parse(REQUEST, read_json(file), str(file))
        number = len(problem.requests)
        faults = check_problem(replace(problem, requests=(*problem.requests, request)))
        if faults:
            raise DapengError(
                [replace(each, place=each.place.replace(f"/requests/{number}", f"{file}:")) for each in faults]
            )
        return problem, (request,)
    if request_id is None:
        return problem, problem.requests
    found = tuple(request for request in problem.requests if request.request_id == request_id)
    if not found:
        raise unknown_name("request", request_id, (request.request_id for request in problem.requests))
    return problem, found


def answers_json(answers: Sequence[Answer]) -> Any:
    """Return answers as JSON-like content."""
    return ANSWERS.dump_python(tuple(answers), mode="json")


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
