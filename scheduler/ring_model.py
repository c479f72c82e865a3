"""A ring as rows over its spots, each with the wish or rule that asks for it, so that a contradiction can be named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from core.calendar import months_later
from core.ids import hall_place
from scheduler.ring_scene import Scene
from scheduler.rules import Violation, violation
from scheduler.sets.order import Order
from scheduler.verify.days import free_days
from scheduler.verify.view import named


@dataclass(frozen=True)
class Spot:
    """A set in a hall at a step, as places in the ring's sets and the scene's halls."""

    museum_set: int
    hall: int
    step: int


@dataclass
class RingModel:
    """Spots, and groups of rows that ask for so many of some spots."""

    spots: list[Spot]
    words: dict[str, Violation] = field(default_factory=dict)
    """What a group asks, in words."""
    rows: dict[str, list[tuple[list[Spot], int, int]]] = field(default_factory=dict)
    """Spots, and how many of them are chosen at least and at most."""

    def ask(self, spots: list[Spot], least: int, most: int, words: Violation) -> None:
        """Ask for ``least`` to ``most`` of ``spots``."""
        if least > 0 or len(spots) > most:
            name = f"{words.rule_id} {words.text('en')}"
            self.words[name] = words
            self.rows.setdefault(name, []).append((spots, least, most))

    def program(self, groups: Iterable[str]) -> tuple[cp_model.CpModel, dict[Spot, cp_model.IntVar]]:
        """Return the model of some groups, and the column of each spot."""
        program = cp_model.CpModel()
        chosen = {spot: program.new_bool_var("") for spot in self.spots}
        for name in groups:
            for spots, least, most in self.rows[name]:
                columns = cp_model.LinearExpr.sum([chosen[spot] for spot in spots])
                program.add_linear_constraint(columns, least, most)
        return program, chosen


def make_model(scene: Scene) -> RingModel:
    """Return the model of a ring."""
    spots = [
        Spot(museum_set, hall, step)
        for step in range(scene.ring.steps)
        for museum_set in range(len(scene.ring.set_ids))
        for hall in range(len(scene.halls))
    ]
    model = RingModel(spots)
    _themes(scene, model, spots)
    for spot in spots:
        for words in scene.broken_by(spot.museum_set, spot.hall, spot.step):
            model.ask([spot], 0, 0, words)
    _one_place(scene, model, spots)
    _rounds(scene, model, spots)
    _teams(scene, model, spots)
    _moves(scene, model)
    _spacing(scene, model, spots)
    _once_first(scene, model, spots)
    return model


def _themes(scene: Scene, model: RingModel, spots: list[Spot]) -> None:
    """Each theme is once in each county."""
    themes = [{zone.theme for zone in scene.view.sets[set_id].zones} for set_id in scene.ring.set_ids]
    for county_id in scene.ring.county_ids:
        for theme in sorted(set.union(*themes)):
            mine = [s for s in spots if scene.halls[s.hall].county_id == county_id and theme in themes[s.museum_set]]
            facts = {"county": scene.view.county_name(county_id), "theme": theme}
            model.ask(mine, 1, 1, violation("set.ring", "wanted", "/rings", **facts))


def _one_place(scene: Scene, model: RingModel, spots: list[Spot]) -> None:
    """A set is in one hall at a time."""
    for museum_set, set_id in enumerate(scene.ring.set_ids):
        for step in range(scene.ring.steps):
            mine = [spot for spot in spots if (spot.museum_set, spot.step) == (museum_set, step)]
            facts = {"set": named(scene.view.sets[set_id]), "first": scene.ring.opens(step)}
            model.ask(mine, 0, 1, violation("set.ring", "one_place", "/rings", **facts))


def _rounds(scene: Scene, model: RingModel, spots: list[Spot]) -> None:
    """A county has at most one stay in a round."""
    for county_id in scene.ring.county_ids:
        for one in scene.problem.rounds:
            mine = [
                spot
                for spot in spots
                if scene.halls[spot.hall].county_id == county_id and scene.ring.opens(spot.step) in one.span
            ]
            facts = {"county": scene.view.county_name(county_id), "round": one.round_id}
            model.ask(mine, 0, 1, violation("set.ring", "one_a_round", "/rings", **facts))


def _teams(scene: Scene, model: RingModel, spots: list[Spot]) -> None:
    """No more sets open in a week than teams can set up in the week before."""
    for step in range(scene.ring.steps):
        opens = scene.ring.opens(step)
        week = opens - timedelta(days=7), opens - timedelta(days=1)
        free = sum(not any(span.overlaps(*week) for span in team.leave) for team in scene.problem.setup_teams)
        left = max(0, free - sum(stay.opens == opens for stay in scene.view.plan.stays))
        mine = [spot for spot in spots if spot.step == step]
        model.ask(mine, 0, left, violation("set.ring", "teams", "/rings", first=opens, teams=left))


def _moves(scene: Scene, model: RingModel) -> None:
    """Between two steps there is time to tear down, drive and set up."""
    for museum_set, hall, onward, step, later in _ways(scene):
        item = scene.view.sets[scene.ring.set_ids[museum_set]]
        here, there = scene.halls[hall], scene.halls[onward]
        last = scene.ring.opens(step) + timedelta(days=7 * scene.ring.stay_weeks - 1)
        drive_min = scene.matrix.minutes(hall_place(here.hall_id), hall_place(there.hall_id))
        needed = item.teardown_days - (-drive_min // scene.problem.set_rules.truck_day_drive_max_min) + item.setup_days
        free = free_days(last, scene.ring.opens(later), scene.view.holidays)
        if free < needed:
            names = {"set": named(item), "origin": named(here), "destination": named(there)}
            words = violation("set.move", "days", "/rings", **names, needed=needed, free=free)
            model.ask([Spot(museum_set, hall, step), Spot(museum_set, onward, later)], 0, 1, words)


def _ways(scene: Scene) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield set, hall, next hall, and two steps of which one follows the other."""
    for museum_set in range(len(scene.ring.set_ids)):
        for step, later in combinations(range(scene.ring.steps), 2):
            for hall in range(len(scene.halls)):
                for onward in range(len(scene.halls)):
                    yield museum_set, hall, onward, step, later


def _spacing(scene: Scene, model: RingModel, spots: list[Spot]) -> None:
    """Months lie between two stays in a county."""
    months = scene.problem.repeats.revisit_months
    for step, later in combinations(range(scene.ring.steps), 2):
        last = scene.ring.opens(step) + timedelta(days=7 * scene.ring.stay_weeks - 1)
        first = scene.ring.opens(later)
        if months and first < months_later(last, months):
            for county_id in scene.ring.county_ids:
                here = [spot for spot in spots if scene.halls[spot.hall].county_id == county_id]
                facts = {"county": scene.view.county_name(county_id), "first": first, "last": last, "months": months}
                both = [spot for spot in here if spot.step in (step, later)]
                model.ask(both, 0, 1, violation("set.spacing", "soon", "/rings", **facts))


def _once_first(scene: Scene, model: RingModel, spots: list[Spot]) -> None:
    """A county waits in a round while others cannot have had as many stays (hard ``once_first``).

    Whether others get the stays that they can get is for the plan to say; here they are taken to.
    """
    order = Order(scene.problem)
    if not order.hard or order.fewest is None:
        return
    rounds = [[spot for spot in spots if scene.ring.opens(spot.step) in one.span] for one in order.rounds]
    for county_id in scene.ring.county_ids:
        mine = [[spot for spot in some if scene.halls[spot.hall].county_id == county_id] for some in rounds]
        pins = [order.round_of(stay.opens) for stay in scene.view.plan.stays if stay.county_id == county_id]
        for place in range(len(rounds)):
            had = order.had[county_id] + sum(0 <= one < place for one in pins)
            most = order.fewest + place
            facts = {"county": scene.view.county_name(county_id), "round": order.rounds[place].round_id, "most": most}
            words = violation("set.once_first", "waits", "/rings", **facts)
            for asked in _too_many([some for some in mine[:place] if some], most - had):
                model.ask([*asked, *mine[place]], 0, max(0, most - had + 1), words)


def _too_many(earlier: list[list[Spot]], left: int) -> Iterator[list[Spot]]:
    """Yield the spots of each choice of earlier rounds in which one stay each would be one too many."""
    for chosen in combinations(earlier, max(0, left + 1)):
        yield [spot for some in chosen for spot in some]
