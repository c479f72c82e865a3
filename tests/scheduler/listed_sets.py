"""Small museum-set problems with every kind of rule at random, and the best of all their plans, found by listing them.

The oracle shares nothing with the solver: what one set may do is the verifier's word, rules between sets are counted
here, and the plan called best is accepted by the whole verifier.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from random import Random

from core.calendar import DateSpan
from core.concave import Breakpoint, GainCurve
from exhibits.model import ExhibitSet, RepairCycle
from fleet.model import SetupTeam
from maps.model import Hall
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Overhaul, Plan, Stay
from scheduler.problem import Floor, Problem, Round, SetRules
from scheduler.verify import figures, verify
from scheduler.verify.days import open_days, setup_week
from scheduler.verify.figures import gain_permille, set_figures
from scheduler.verify.registry import RULES
from scheduler.verify.repeats import without_first
from scheduler.verify.view import View
from scheduler.wire import pinned_of
from tests.small import small_problem

Rank = tuple[int, int, int, int]
"""The four stages' values, each the better the larger."""
MAKING = Making(seed=0, deterministic=True, seconds=0.0, versions={}, stopped=False)
ALONE = [
    RULES[f"set.{name}"]
    for name in (
        "week",
        "hall_fit",
        "hall_open",
        "hall_once",
        "available",
        "away",
        "territory",
        "move",
        "round",
        "not_asked",
    )
]
"""What the stays of one set can break among themselves; overhauls that are missing are asked about last."""


class Chance:
    """Draws of one problem: spans of days around its horizon, and plain choices."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        base = small_problem(counties=3, sets=2, caravans=0, stops=0, weeks=13, seed=1 + seed % 5)
        first_monday = base.horizon.first_monday + timedelta(weeks=self.random.choice([0, 4, 8]))
        self.base = replace(
            base, horizon=replace(base.horizon, first_monday=first_monday, weeks=self.random.choice([6, 7, 8]))
        )
        self.days = 7 * self.base.horizon.weeks

    def span(self, first: int, last: int) -> DateSpan:
        """Return a span of days counted from the first day of the horizon."""
        monday = self.base.horizon.first_monday
        return DateSpan(first=monday + timedelta(days=first), last=monday + timedelta(days=last))

    def some_span(self, shortest: int, longest: int) -> DateSpan:
        first = self.random.randrange(-5, self.days + 5)
        return self.span(first, first + self.random.randint(shortest, longest))

    def some_spans(self, counts: Sequence[int], shortest: int, longest: int) -> tuple[DateSpan, ...]:
        return tuple(self.some_span(shortest, longest) for _ in range(self.random.choice(counts)))


def problem_of(seed: int) -> Problem:
    """Return a problem of three counties and one or two sets; what it has beside that is chance."""
    chance = Chance(seed)
    base, horizon = chance.base, chance.base.horizon
    names = [county.county_id for county in base.counties]
    not_asked = tuple(names[:1] if chance.random.random() < 0.2 else ())
    return replace(
        base,
        sets=tuple(_set(chance, each) for each in base.sets[: chance.random.choice([1, 2, 2])]),
        halls=tuple(_hall(chance, each) for each in base.halls),
        rounds=_rounds(chance),
        set_rules=_rules(chance, base.set_rules),
        calendar=replace(base.calendar, holidays=chance.some_spans([0, 1, 3], 0, 8), makeup_workdays=()),
        setup_teams=tuple(_team(chance, number) for number in range(chance.random.choice([1, 2]))),
        floors=tuple(_floors(chance, names, not_asked)),
        stay_pins=(),
        visit_pins=(),
        not_asked=not_asked,
        caravan_rules=replace(base.caravan_rules, window=DateSpan(first=horizon.first_monday, last=horizon.last_day)),
    )


def _set(chance: Chance, museum_set: ExhibitSet) -> ExhibitSet:
    random = chance.random
    repair = RepairCycle(weeks=0, within=())
    if random.random() < 0.6:
        cuts = sorted(random.sample(range(chance.days), 2 * random.choice([1, 1, 2])))
        spans = [chance.span(one, max(two, one + 9)) for one, two in zip(cuts[::2], cuts[1::2], strict=True)]
        apart = [span for number, span in enumerate(spans) if number == 0 or spans[number - 1].last < span.first]
        repair = RepairCycle(weeks=1, within=tuple(apart))
    return replace(
        museum_set,
        repair=repair,
        unavailable=chance.some_spans([0, 0, 1], 1, 10),
        setup_days=random.randint(0, 5),
        teardown_days=random.randint(0, 6),
        cost_fen_per_km=random.choice([0, 700, 913]),
        cost_fen_per_move=random.choice([0, 12345]),
    )


def _hall(chance: Chance, hall: Hall) -> Hall:
    if chance.random.random() < 0.5:
        return replace(hall, available=(chance.span(-30, chance.days + 30),))
    first = chance.random.randrange(20)
    return replace(hall, available=(chance.span(first, first + chance.random.randrange(20, 50)),))


def _rounds(chance: Chance) -> tuple[Round, ...]:
    if chance.random.random() < 0.6:
        return (Round(round_id="R1", span=chance.span(0, chance.days - 1)),)
    cut = chance.random.randrange(10, chance.days - 10)
    later = cut + chance.random.choice([1, 5])
    return (
        Round(round_id="R1", span=chance.span(0, cut)),
        Round(round_id="R2", span=chance.span(later, chance.days - 1)),
    )


def _rules(chance: Chance, rules: SetRules) -> SetRules:
    random = chance.random
    one, two, three = sorted(random.sample(range(2, 20), 3))
    first = random.randrange(500, 700)
    second = min(1000, first + int(first / one * (two - one) * random.random()))
    third = min(1000, second + int((second - first) / (two - one) * (three - two) * random.random()))
    corners = tuple(Breakpoint(at=x, gain_permille=y) for x, y in ((one, first), (two, second), (three, third)))
    return replace(
        rules,
        stay_weeks=random.choice([(2,), (2, 3), (1, 3)]),
        min_intact_percent=0,
        min_hall_area_percent=random.choice([0, 0, 80, 100]),
        open_weekdays=random.choice([(3, 4, 5, 6, 7), (1, 2), (6,)]),
        vacation_day_percent=random.choice([0, 33, 70]),
        truck_day_drive_max_min=random.choice([20, 60, 300]),
        gain=GainCurve(corners=corners, source="test"),
    )


def _team(chance: Chance, number: int) -> SetupTeam:
    return replace(chance.base.setup_teams[0], team_id=f"T{number}", leave=chance.some_spans([0, 1, 2], 7, 25))


def _floors(chance: Chance, names: Sequence[str], not_asked: Sequence[str]) -> Iterator[Floor]:
    for name in names:
        if chance.random.random() < 0.4:
            hard = chance.random.random() < 0.3 and name not in not_asked
            yield Floor(county_id=name, service="set", minimum=chance.random.choice([1, 1, 2]), hard=hard)


# --- the oracle ---


@dataclass(frozen=True)
class Way:
    """What one set does through the horizon."""

    stays: tuple[Stay, ...]
    overhauls: tuple[Overhaul, ...]
    cost_fen: int


def plan_of(problem: Problem, stays: Sequence[Stay], overhauls: Sequence[Overhaul] = ()) -> Plan:
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="listed",
        pinned=pinned_of(problem),
        making=MAKING,
        stays=tuple(stays),
        overhauls=tuple(overhauls),
        tours=(),
        stages=(),
    )


def best_of(problem: Problem) -> Rank | None:
    """Return the values of the best plan there is; ``None`` where hard rules leave none."""
    empty = plan_of(problem, ())
    view = View(problem, empty)
    view.warm_up()
    ways = [cheapest(ways_of(view, empty, each)) for each in problem.sets]
    ranked = ((rank, chosen) for chosen in product(*ways) if (rank := rank_of(view, chosen)) is not None)
    for rank, chosen in sorted(ranked, key=lambda item: item[0], reverse=True):
        stays = with_teams(problem, [stay for way in chosen for stay in way.stays])
        if stays is None:
            continue
        plan = plan_of(problem, stays, [overhaul for way in chosen for overhaul in way.overhauls])
        if not any(each.rule_id.startswith("set.") for each in verify(problem, plan)):
            value = figures(problem, plan)
            names = ("shortage", "coverage", "worst_prefecture", "cost")
            assert tuple(abs(each) for each in rank) == tuple(value["sets", name] for name in names)
            return rank
    return None


def ways_of(view: View, empty: Plan, museum_set: ExhibitSet) -> Iterator[Way]:
    """Yield every way of a set that the verifier accepts while the other sets stay at home."""

    def keeps(stays: tuple[Stay, ...], overhauls: tuple[Overhaul, ...] = ()) -> bool:
        tried = view.with_plan(replace(empty, stays=stays, overhauls=overhauls))
        return not any(True for check in ALONE for _ in check(tried))

    singles = [stay for stay in stays_of(view.problem, museum_set) if keeps((stay,))]
    chains: list[tuple[Stay, ...]] = [()]
    for chain in chains:
        later = (stay for stay in singles if not chain or stay.opens > chain[-1].opens)
        chains += [(*chain, stay) for stay in later if not chain or keeps((*chain, stay))]
    for chain in chains:
        for overhauls in overhauls_of(view.problem, museum_set) if chain else [()]:
            tried = view.with_plan(replace(empty, stays=chain, overhauls=overhauls))
            if keeps(chain, overhauls) and not any(RULES["set.repair"](tried)):
                yield Way(chain, overhauls, set_figures(tried)["sets", "cost"])


def stays_of(problem: Problem, museum_set: ExhibitSet) -> Iterator[Stay]:
    for week, hall, weeks in product(range(problem.horizon.weeks), problem.halls, problem.set_rules.stay_weeks):
        yield Stay(
            set_id=museum_set.set_id,
            hall_id=hall.hall_id,
            county_id=hall.county_id,
            opens=problem.horizon.first_monday + timedelta(weeks=week),
            weeks=weeks,
            team_id=problem.setup_teams[0].team_id,
        )


def overhauls_of(problem: Problem, museum_set: ExhibitSet) -> list[tuple[Overhaul, ...]]:
    """Return every choice of one overhaul in each repair span of the horizon."""
    horizon, cycle = problem.horizon, museum_set.repair
    mondays = [horizon.first_monday + timedelta(weeks=week) for week in range(horizon.weeks)]
    spans = [span for span in cycle.within if horizon.first_monday <= span.first and span.last <= horizon.last_day]
    inside = [[monday for monday in mondays if span.first <= monday <= span.last - timedelta(days=6)] for span in spans]
    one = [Overhaul(set_id=museum_set.set_id, first_monday=horizon.first_monday, weeks=cycle.weeks)]
    return [tuple(replace(one[0], first_monday=monday) for monday in chosen) for chosen in product(*inside)]


def cheapest(ways: Iterator[Way]) -> list[Way]:
    """Return the cheapest way for each choice of stays: overhauls of different sets never meet."""
    kept: dict[tuple[Stay, ...], Way] = {}
    for way in ways:
        if way.stays not in kept or way.cost_fen < kept[way.stays].cost_fen:
            kept[way.stays] = way
    return list(kept.values())


def rank_of(view: View, ways: Sequence[Way]) -> Rank | None:
    """Return the values of ways taken together; ``None`` where a round or a hard floor is broken."""
    problem = view.problem
    stays = [stay for way in ways for stay in way.stays]
    in_round = Counter(
        (stay.county_id, round_.round_id)
        for stay in stays
        for round_ in problem.rounds
        if round_.span.first <= stay.opens <= round_.span.last
    )
    count = Counter(stay.county_id for stay in stays)
    hard = any(floor.hard and count[floor.county_id] < floor.minimum for floor in problem.floors)
    if hard or any(times > 1 for times in in_round.values()):
        return None
    shortage = sum(max(0, floor.minimum - count[floor.county_id]) for floor in problem.floors if not floor.hard)
    shortage += without_first(view, tuple(stays))
    value, need = defaultdict[str, int](int), defaultdict[str, int](int)
    for county in problem.counties:
        if county.county_id not in problem.not_asked:
            mine = [stay for stay in stays if stay.county_id == county.county_id]
            days = sum(open_days(stay, problem.calendar, problem.set_rules) for stay in mine)
            value[county.prefecture_id] += view.need[county.county_id] * gain_permille(problem.set_rules.gain, days)
            need[county.prefecture_id] += view.need[county.county_id]
    worst = min((value[name] // need[name] for name in need if need[name]), default=0)
    return -shortage, sum(value.values()), worst, -sum(way.cost_fen for way in ways)


def with_teams(problem: Problem, stays: Sequence[Stay]) -> list[Stay] | None:
    """Return the stays with teams that are there in the week before; ``None`` where there are too few."""
    found, used = [], Counter[object]()
    for stay in stays:
        week = setup_week(stay)
        able = [team for team in problem.setup_teams if not any(span.overlaps(*week) for span in team.leave)]
        if used[week] == len(able):
            return None
        found.append(replace(stay, team_id=able[used[week]].team_id))
        used[week] += 1
    return found
