"""Ring exchange: which themed set is in which hall at which step, or what makes the ring impossible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from core.errors import DapengError, fail
from core.ids import hall_place, set_home_place
from core.record import record
from maps.model import Hall
from scheduler.check import check_problem
from scheduler.check_exchange import open_fault, undecided_rings
from scheduler.exchange import Ring
from scheduler.problem import Problem, StayPin
from scheduler.ring_model import RingModel, Spot, make_model
from scheduler.ring_scene import Scene, make_scene, others_pins
from scheduler.rules import Violation

SEED = 1


@record
class RingPlan:
    """Where every set of a ring is at every step."""

    ring_id: str
    stays: tuple[StayPin, ...]
    """By step, then by county in the ring's order."""
    length_m: int
    """Metres that the sets are moved, from their homes on."""
    shortest: bool
    """No other way round is shorter: proven."""


@dataclass(frozen=True)
class Clash:
    """Wishes and facts that cannot be kept together; without any one of them the others can."""

    ring: Ring
    items: tuple[Violation, ...]

    def error(self) -> DapengError:
        """Return the fault that names the clash."""
        zh = "；".join(item.text("zh").rstrip("。") for item in self.items)
        en = "; ".join(item.text("en").rstrip(".") for item in self.items)
        return fail("ring-impossible", "/rings", ring=self.ring.ring_id, clash_zh=zh, clash_en=en)


def plan_ring(problem: Problem, ring: Ring, seconds: float) -> RingPlan | Clash:
    """Decide a ring: each theme once in each county, all sets moving in the same weeks, with the least transport.

    Parameters
    ----------
    problem
        A problem that :func:`scheduler.check.check_problem` finds no fault with. Stays pinned already stand, but for
        the ring's own (its sets in its counties, on Mondays of its steps, ``stay_weeks`` long): decided anew.
    ring
        One of the problem's rings.
    seconds
        For the shortest way; the first way round, or the clash, takes as long as it takes.

    Returns
    -------
    RingPlan or Clash
        A clash is irreducible: without any one of its items the others can be kept together.
    """
    scene = make_scene(problem, ring)
    if scene.hopeless:
        return Clash(ring, scene.hopeless)
    model = make_model(scene)
    if not _is_possible(model, list(model.rows)):
        return Clash(ring, tuple(model.words[name] for name in _thinned(model)))
    return _shortest(scene, model, seconds)


def with_ring(problem: Problem, made: RingPlan) -> Problem:
    """Return ``problem`` with the ring's stays pinned in place of earlier ones.

    Raises
    ------
    DapengError
        With every fault of the problem that would result; ``ring-open`` where another ring, decided before, would
        lose its stays.
    """
    ring = next(each for each in problem.rings if each.ring_id == made.ring_id)
    fixed = replace(problem, stay_pins=(*others_pins(problem, ring), *made.stays))
    before = {*undecided_rings(problem)} - {ring}
    torn = [open_fault(fixed, each) for each in undecided_rings(fixed) if each not in before]
    if faults := [*check_problem(fixed), *torn]:
        raise DapengError(faults)
    return fixed


def _is_possible(model: RingModel, groups: list[str]) -> bool:
    return _solved(model.program(groups)[0], None)[0] != cp_model.INFEASIBLE


def _solved(program: cp_model.CpModel, seconds: float | None) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's affair; OR-Tools would end the process
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    return solver.solve(program), solver


def _thinned(model: RingModel) -> list[str]:
    """Return an irreducible contradiction: what it does not need is left out, in ever smaller parts, then one by one.

    Deletion filter (Chinneck and Dravnieks 1991), by halves first.
    """
    core = list(model.rows)
    size = len(core) // 2
    while size:
        place = 0
        while place < len(core):
            rest = core[:place] + core[place + size :]
            if _is_possible(model, rest):
                place += size
            else:
                core = rest
        size //= 2
    return core


def _shortest(scene: Scene, model: RingModel, seconds: float) -> RingPlan:
    """Return the way round with the least transport that was found in time."""
    program, chosen = model.program(model.rows)
    terms = list(_legs(scene, program, chosen))
    program.minimize(cp_model.LinearExpr.weighted_sum([leg for leg, _ in terms], [metres for _, metres in terms]))
    status, solver = _solved(program, seconds)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise fail("ring-time", "/rings", ring=scene.ring.ring_id)
    held = [spot for spot, column in chosen.items() if solver.value(column)]
    full = len(held) == len(scene.ring.set_ids) * scene.ring.steps
    return RingPlan(
        ring_id=scene.ring.ring_id,
        stays=tuple(_pin(scene, spot) for spot in sorted(held, key=lambda spot: (spot.step, _rank(scene, spot)))),
        length_m=_length_m(scene, held),
        shortest=status == cp_model.OPTIMAL and full,
    )


def _rank(scene: Scene, spot: Spot) -> int:
    return scene.ring.county_ids.index(scene.halls[spot.hall].county_id)


def _pin(scene: Scene, spot: Spot) -> StayPin:
    ring, hall = scene.ring, scene.halls[spot.hall]
    return StayPin(
        set_id=ring.set_ids[spot.museum_set], hall_id=hall.hall_id, opens=ring.opens(spot.step), weeks=ring.stay_weeks
    )


def _legs(
    scene: Scene, program: cp_model.CpModel, chosen: dict[Spot, cp_model.IntVar]
) -> Iterator[tuple[cp_model.IntVar, int]]:
    """Yield a column and its metres for each way from home, or from one step's hall to the next's."""
    for spot, column in chosen.items():
        if spot.step == 0:
            yield column, _metres(scene, spot.museum_set, None, spot.hall)
        for onward in range(len(scene.halls)):
            other = chosen.get(Spot(spot.museum_set, onward, spot.step + 1))
            if other is not None and onward != spot.hall:
                leg = program.new_bool_var("")
                program.add_bool_or([~column, ~other, leg])
                yield leg, _metres(scene, spot.museum_set, spot.hall, onward)


def _metres(scene: Scene, museum_set: int, origin: int | None, hall: int) -> int:
    home = set_home_place(scene.ring.set_ids[museum_set])
    start = home if origin is None else hall_place(_hall(scene, origin).hall_id)
    return scene.matrix.metres(start, hall_place(_hall(scene, hall).hall_id))


def _hall(scene: Scene, place: int) -> Hall:
    return scene.halls[place]


def _length_m(scene: Scene, held: list[Spot]) -> int:
    total = 0
    for museum_set in range(len(scene.ring.set_ids)):
        mine = sorted((spot.step, spot.hall) for spot in held if spot.museum_set == museum_set)
        before: int | None = None
        for _, hall in mine:
            total += _metres(scene, museum_set, before, hall)
            before = hall
    return total
