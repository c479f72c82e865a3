"""One-day tours of a real province as a routes problem, so that solvers without tours of several days can take part.

What is kept: depots, the crews' days, which caravan suits which stop, lengths of visits, the limits of the day. What is
simpler than in the plan: a stop has one half-day, drawn by lot, instead of both; stops with weekdays of their own are
left out; all caravans drive at the slowest one's speed and cost their mean per kilometre; no rests, no limit on driving
within the day; gains are linear. A stop's prize is its share of its county's need in money.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np

from bench.peers.shape import vehicle_kinds
from bench.routes_check import violations
from core.ids import depot_place, stop_place
from fleet.model import Caravan
from maps.model import Stop
from scheduler.caravans.suit import crew_table, fit_table, opening_patterns
from scheduler.need import need_permille
from scheduler.problem import Problem
from scheduler.routes.model import Bools, Clients, Ints, RoutesProblem, Vehicles
from scheduler.travel import caravan_matrix

QUARTER_WEEKS = 13
FEN_PER_UNIT = 10
"""Worth of one permille of a county's need per mille of its audience (assumption): a mean stop is worth 2,700 yuan."""
PEOPLE_A_DAY = {"I": 900, "II": 700, "III": 600, "IV": 450}
"""Whom a caravan's handouts suffice for, by type (assumption)."""
PEOPLE_A_VISIT = 400
"""More at a stop take turns without handouts of their own (assumption)."""
MANDATORY_SHARE = 6
"""One vehicle in so many has a mandatory client."""


def day_tours(problem: Problem, weeks: int, seed: int) -> RoutesProblem:
    """Return the day tours of ``weeks`` of the quarter: crews' days and stops in proportion, drawn by ``seed``.

    Stops that nobody reaches in a day are left out.
    """
    rng = Random(f"{seed}/day-tours")
    caravans = _caravan_days(problem, weeks)
    stops = _stops(problem, weeks, rng)
    tours = _problem(problem, caravans, stops, rng)
    return chosen_clients(tours, _reachable(tours))


def _caravan_days(problem: Problem, weeks: int) -> list[Caravan]:
    """Return a caravan for each day of a crew: those that it may drive, in turn."""
    may = crew_table(problem, problem.caravans, problem.crews)
    days = []
    for column, crew in enumerate(problem.crews):
        allowed = [caravan for row, caravan in enumerate(problem.caravans) if may[row, column]]
        days += [allowed[day % len(allowed)] for day in range(round(crew.out_days_max * weeks / QUARTER_WEEKS))]
    return sorted(days, key=lambda caravan: caravan.caravan_id)


def _stops(problem: Problem, weeks: int, rng: Random) -> list[Stop]:
    """Return the share of the quarter's stops that are open on every weekday."""
    usual = [s for s in problem.stops if all({1, 2, 3, 4, 5} <= {*window.weekdays} for window in s.windows)]
    count = min(len(usual), round(len(problem.stops) * weeks / QUARTER_WEEKS))
    return sorted(rng.sample(usual, count), key=lambda stop: stop.stop_id)


def _problem(problem: Problem, caravans: list[Caravan], stops: list[Stop], rng: Random) -> RoutesProblem:
    matrix = caravan_matrix(problem)
    names = [depot_place(depot.depot_id) for depot in problem.depots] + [stop_place(stop.stop_id) for stop in stops]
    at = [matrix.index[name] for name in names]
    types = {kind.type_id: kind for kind in problem.vehicle_types}
    kinds = [types[caravan.type_id] for caravan in caravans]
    legs = matrix.drive_min[np.ix_(at, at)].astype(np.int64)
    metres = matrix.length_m[np.ix_(at, at)].astype(np.int64)
    return RoutesProblem(
        duration=-(-legs * 100 // min(kind.speed_percent for kind in kinds)),
        cost=metres * round(sum(kind.cost_fen_per_km for kind in kinds) / len(kinds)) // 1000,
        clients=_clients(problem, stops, rng),
        vehicles=_vehicles(problem, caravans, [kind.cost_fen_per_day for kind in kinds]),
        suits=fit_table(problem, caravans, stops).astype(np.bool_),
    )


def _clients(problem: Problem, stops: Sequence[Stop], rng: Random) -> Clients:
    need, audience = need_permille(problem), Counter[str]()
    for stop in problem.stops:
        audience[stop.county_id] += stop.audience
    worth = [need[stop.county_id] * 1000 * stop.audience // audience[stop.county_id] for stop in stops]
    halves = [_half_day(problem, stop, rng) for stop in stops]
    return Clients(
        place=np.arange(len(problem.depots), len(problem.depots) + len(stops)),
        service=np.array([stop.visit_min for stop in stops]),
        opens=np.array([first for first, _ in halves]),
        closes=np.array([last for _, last in halves]),
        prize=FEN_PER_UNIT * np.array(worth),
        demand=np.array([min(stop.audience, PEOPLE_A_VISIT) for stop in stops]),
        mandatory=np.zeros(len(stops), dtype=np.bool_),
    )


def _half_day(problem: Problem, stop: Stop, rng: Random) -> tuple[int, int]:
    """Return one of the spans in which a visit may start on a usual Wednesday."""
    window = problem.caravan_rules.window
    middle = window.first + timedelta(days=(window.last - window.first).days // 2)
    week = [middle + timedelta(days=offset) for offset in range(-14, 14)]
    table, patterns = opening_patterns(problem.calendar, [stop], week)
    spans = patterns[int(max(table[0]))]
    return rng.choice(spans) if spans else (1, 0)


def _vehicles(problem: Problem, caravans: Sequence[Caravan], day_fen: Sequence[int]) -> Vehicles:
    number = {depot.depot_id: row for row, depot in enumerate(problem.depots)}
    home, duty = np.array([number[caravan.depot_id] for caravan in caravans]), problem.duty
    return Vehicles(
        start=home,
        end=home,
        earliest=np.full(len(caravans), duty.day_start_min),
        latest=np.full(len(caravans), duty.day_end_min),
        max_duration=np.full(len(caravans), duty.duty_day_max_min),
        capacity=np.array([PEOPLE_A_DAY[caravan.type_id] for caravan in caravans]),
        fixed_cost=np.array(day_fen),
    )


def chosen_clients(problem: RoutesProblem, chosen: Bools) -> RoutesProblem:
    """Return the problem with the clients that ``chosen`` marks."""
    clients = problem.clients
    part = {name: getattr(clients, name)[chosen] for name in clients.__dataclass_fields__}
    return replace(problem, clients=Clients(**part), suits=problem.suits[:, chosen])


def without_loads(problem: RoutesProblem) -> RoutesProblem:
    """Return the problem without capacities."""
    clients = problem.clients
    return replace(problem, clients=replace(clients, demand=np.zeros_like(clients.demand)))


def with_mandatory(problem: RoutesProblem, seed: int) -> RoutesProblem:
    """Return the problem with some mandatory clients, who can all be served: each by a vehicle of its own."""
    rng = Random(f"{seed}/mandatory")
    mandatory = problem.clients.mandatory.copy()
    for vehicle in range(0, len(problem.vehicles), MANDATORY_SHARE):
        free = np.flatnonzero(problem.suits[vehicle] & ~mandatory).tolist()
        within = [client for client in free if _alone(problem, vehicle, client)]
        if within:
            mandatory[rng.choice(within)] = True
    return replace(problem, clients=replace(problem.clients, mandatory=mandatory))


def _alone(problem: RoutesProblem, vehicle: int, client: int) -> bool:
    """Tell whether the vehicle can visit this client and nobody else."""
    routes: list[list[int]] = [[] for _ in range(len(problem.vehicles))]
    routes[vehicle] = [client]
    return not violations(replace(problem, clients=_all_optional(problem)), routes)


def _all_optional(problem: RoutesProblem) -> Clients:
    return replace(problem.clients, mandatory=np.zeros_like(problem.clients.mandatory))


def _reachable(problem: RoutesProblem) -> Bools:
    kinds: Sequence[int] = [kind[0] for kind in vehicle_kinds(problem)]
    marks: Ints = np.array([any(_alone(problem, v, c) for v in kinds) for c in range(len(problem.clients))])
    return marks.astype(np.bool_)
