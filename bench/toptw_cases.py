"""Team orienteering with time windows: instances as published, as our problem, and a checker from the raw figures."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import fail
from scheduler.routes.model import HORIZON, Clients, Ints, RoutesProblem, Vehicles

EXACT = 6
"""Decimals kept where distances are not truncated; they are then rounded up, so that what fits here fits exactly."""
TOLERANCE = 1e-6
"""Of times in the checker."""


@dataclass(frozen=True)
class ToptwCase:
    """One instance with a number of vehicles."""

    name: str
    vehicles: int
    raw: dict[str, Any]
    """The file as it is."""
    best_known: int

    @property
    def places(self) -> list[int]:
        """Places that can be visited, by our client number."""
        raw = self.raw
        return [i for i in range(raw["n"]) if i not in (raw["start"], raw["end"]) and raw["prize"][i] > 0]

    def problem(self) -> RoutesProblem:
        """Return the case as a problem without costs; times in 10^-trunc of the file's unit."""
        raw, places = self.raw, np.array(self.places)
        scale = 10 ** (EXACT if raw["trunc"] is None else raw["trunc"])
        nothing = np.zeros(len(places), np.int64)
        return RoutesProblem(
            duration=_durations(raw, scale),
            cost=np.zeros((raw["n"], raw["n"]), np.int64),
            clients=Clients(
                place=places,
                service=_whole(raw["service"], scale)[places],
                opens=_whole(raw["open"], scale)[places],
                closes=_whole(raw["close"], scale)[places],
                prize=_whole(raw["prize"], 1)[places],
                demand=nothing,
                mandatory=nothing.astype(np.bool_),
            ),
            vehicles=self._fleet(scale),
            suits=np.ones((self.vehicles, len(places)), np.bool_),
        )

    def _fleet(self, scale: int) -> Vehicles:
        def each(value: int) -> Ints:
            return np.full(self.vehicles, value, np.int64)

        return Vehicles(
            start=each(self.raw["start"]),
            end=each(self.raw["end"]),
            earliest=each(0),
            latest=each(math.floor(self.raw["tmax"] * scale + TOLERANCE)),
            max_duration=each(HORIZON),
            capacity=each(HORIZON),
            fixed_cost=each(0),
        )


def _whole(values: Sequence[float], scale: int) -> Ints:
    return np.rint(np.asarray(values, np.float64) * scale).astype(np.int64)


def _durations(raw: dict[str, Any], scale: int) -> Ints:
    x, y = np.array(raw["x"], np.float64), np.array(raw["y"], np.float64)
    scaled = np.hypot(x[:, None] - x, y[:, None] - y) * scale
    near = np.rint(scaled)
    rounded = np.ceil(scaled) if raw["trunc"] is None else np.floor(scaled)
    whole: Ints = np.where(np.abs(scaled - near) < TOLERANCE, near, rounded).astype(np.int64)
    return whole


def read_cases(folder: Path, names: Sequence[str], vehicles: Sequence[int]) -> list[ToptwCase]:
    """Return each named instance with each number of vehicles, or with its own where its file has one.

    Raises ``bench-instance-unknown``, also where no best known value is recorded.
    """
    best = json.loads((folder / "best_known.json").read_text("utf-8"))
    cases = []
    for name in names:
        path = folder / f"{name}.json"
        raw = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        keys = {name: raw["m"]} if raw.get("m") else {f"{name}_m{count}": count for count in vehicles}
        for key, count in keys.items():
            if not raw or key not in best:
                raise fail("bench-instance-unknown", str(folder), instance=key, known=", ".join(sorted(best)))
            cases.append(ToptwCase(name, count, raw, int(best[key])))
    return cases


def faults_of(case: ToptwCase, routes: Sequence[Sequence[int]]) -> list[str]:
    """Return what is wrong with ``routes`` of our client numbers, from the raw figures alone, in plain floats."""
    places = case.places
    visited = [places[client] for route in routes for client in route]
    faults = [f"{len(routes)} routes for {case.vehicles} vehicles"] if len(routes) > case.vehicles else []
    if len(set(visited)) < len(visited):
        faults.append("a place is visited twice")
    for route in routes:
        faults += _route_faults(case.raw, [places[client] for client in route])
    return faults


def _route_faults(raw: dict[str, Any], stops: Sequence[int]) -> list[str]:
    now, at = 0.0, raw["start"]
    for stop in stops:
        now = max(now + _distance(raw, at, stop), raw["open"][stop])
        if now > raw["close"][stop] + TOLERANCE:
            return [f"place {stop} is reached at {now:.3f}, after {raw['close'][stop]}"]
        now, at = now + raw["service"][stop], stop
    now += _distance(raw, at, raw["end"]) if stops else 0.0
    return [f"back at {now:.3f}, after {raw['tmax']}"] if now > raw["tmax"] + TOLERANCE else []


def _distance(raw: dict[str, Any], a: int, b: int) -> float:
    exact = math.dist((raw["x"][a], raw["y"][a]), (raw["x"][b], raw["y"][b]))
    if raw["trunc"] is None:
        return exact
    unit: int = 10 ** int(raw["trunc"])
    return math.floor(exact * unit + TOLERANCE) / unit


def prize_of(case: ToptwCase, routes: Sequence[Sequence[int]]) -> int:
    """Return the sum of the raw prizes."""
    return round(sum(float(case.raw["prize"][case.places[client]]) for route in routes for client in route))
