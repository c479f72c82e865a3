"""Routing cases in VRPLIB's format, read as their best known solutions were computed.

Distances are Euclidean and are travel times too. By the case's type, everything is scaled to whole numbers:

- ``PCVRPTW``: tenths, cut off (the convention of the DIMACS challenge);
- ``MDVRPTW``: thousandths, rounded.

A client without a prize must be visited. A vehicle is bound to its depot and to the depot's hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scheduler.routes.model import HORIZON, Clients, Ints, RoutesProblem, Vehicles

Floats = NDArray[np.float64]
SCALES: dict[str, Callable[[Floats], Ints]] = {
    "PCVRPTW": lambda values: (10 * values).astype(np.int64),
    "MDVRPTW": lambda values: np.round(1000 * values).astype(np.int64),
}


@dataclass(frozen=True)
class Text:
    """A file taken apart: single values, and sections of rows without their numbers."""

    values: dict[str, str]
    sections: dict[str, Floats]


@dataclass(frozen=True)
class Case:
    """A case with the best solution that is known."""

    problem: RoutesProblem
    best_cost: int
    """Cost of the legs and prizes not collected."""
    best_routes: list[list[int]]


def read_case(path: Path) -> Case:
    """Return the case of a ``.vrp`` file, with the ``.sol`` file beside it."""
    problem = problem_of(_taken_apart(path.read_text("utf-8")))
    solution = path.with_suffix(".sol").read_text("utf-8")
    routes = [[int(number) for number in line.split()] for line in re.findall(r"^Route #\d+:(.*)$", solution, re.M)]
    depots = len(problem.duration) - len(problem.clients)
    routes += [[] for _ in range(len(problem.vehicles) - len(routes))]
    cost = re.search(r"^Cost:? *(\d+)", solution, re.M)
    if cost is None:
        raise ValueError(f"{path.name}: its solution has no cost")
    return Case(problem, int(cost[1]), [[place - depots for place in route] for route in routes])


def _taken_apart(text: str) -> Text:
    values, sections = {}, {}
    for head, body in re.findall(r"^([A-Z_]+)[ \t]*:?[ \t]*(.*(?:\n[ \t]*-?\d.*)*)", text, re.M):
        lines = body.strip().splitlines()
        if head.endswith("_SECTION"):
            sections[head.removesuffix("_SECTION")] = _rows(lines)
        else:
            values[head] = lines[0] if lines else ""
    return Text(values, sections)


def _rows(lines: list[str]) -> Floats:
    """Return rows without the leading number of their place; a list of depots ends with -1 and has only numbers."""
    table = [[float(word) for word in line.split()] for line in lines]
    if all(len(row) == 1 for row in table):
        return np.array([row[0] for row in table if row[0] >= 0])
    return np.array([row[1:] for row in table])


def problem_of(text: Text) -> RoutesProblem:
    """Return the routes problem; costs are distances."""
    scaled, at = SCALES[text.values["TYPE"]], text.sections["NODE_COORD"]
    depots = len(text.sections["DEPOT"])
    legs = scaled(np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1)))
    windows = scaled(text.sections["TIME_WINDOW"])
    vehicles = int(text.values["VEHICLES"])
    return RoutesProblem(
        duration=legs,
        cost=legs,
        clients=_clients(text, scaled, windows, depots),
        vehicles=_vehicles(text, scaled, windows, vehicles),
        suits=np.ones((vehicles, len(at) - depots), dtype=np.bool_),
    )


def _clients(text: Text, scaled: Callable[[Floats], Ints], windows: Ints, depots: int) -> Clients:
    count = len(windows)
    service = text.sections.get("SERVICE_TIME")
    uniform = np.full(count, float(text.values.get("SERVICE_TIME", 0)))
    prize = text.sections.get("PRIZE", np.zeros((count, 1)))[depots:, 0]
    return Clients(
        place=np.arange(depots, count),
        service=scaled(uniform if service is None else service[:, 0])[depots:],
        opens=windows[depots:, 0],
        closes=windows[depots:, 1],
        prize=scaled(prize),
        demand=text.sections["DEMAND"][depots:, 0].astype(np.int64),
        mandatory=prize == 0,
    )


def _vehicles(text: Text, scaled: Callable[[Floats], Ints], windows: Ints, count: int) -> Vehicles:
    homes = text.sections.get("VEHICLES_DEPOT")
    depot = np.zeros(count, dtype=np.int64) if homes is None else homes[:, 0].astype(np.int64) - 1
    longest = text.values.get("VEHICLES_MAX_DURATION")
    return Vehicles(
        start=depot,
        end=depot,
        earliest=windows[depot, 0],
        latest=windows[depot, 1],
        max_duration=np.full(count, HORIZON if longest is None else int(scaled(np.array([float(longest)]))[0])),
        capacity=np.full(count, int(text.values["CAPACITY"])),
        fixed_cost=np.zeros(count, dtype=np.int64),
    )
