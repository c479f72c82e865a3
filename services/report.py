"""The figures of a plan, as one JSON document that maps, pages and benchmarks agree with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from core.ids import hall_place, set_home_place
from scheduler.explain import CountyExplanation
from scheduler.need import need_of, need_permille
from scheduler.plan import Overhaul, Plan, StageResult, Stay, Tour
from scheduler.problem import Problem
from scheduler.travel import set_matrix
from scheduler.verify import verify
from services.counts import county_counts
from services.equity import equity_of
from services.full_coverage import coverage_rows
from services.map_coverage import coverage_levels
from services.prices import price_lines


def report_of(problem: Problem, plan: Plan, explanations: Sequence[CountyExplanation] = ()) -> dict[str, Any]:
    """Return the report of ``plan``: verdict, stages, use of resources, equity, a row per county, reasons."""
    violations = verify(problem, plan)
    return {
        "plan_id": plan.plan_id,
        "problem": {"id": problem.problem_id, "fingerprint": plan.pinned.problem, "title": problem.title_zh},
        "notice": {"zh": problem.label.notice_zh, "en": problem.label.notice_en},
        "verified": not violations,
        "violations": [violation.text("en") for violation in violations],
        "seconds": plan.making.seconds,
        "stages": [stage_row(stage) for stage in plan.stages],
        "shadow_prices": [
            {**asdict(line.price), "name": line.name, "points": line.points} for line in price_lines(problem, plan)
        ],
        "sets": sets_figures(problem, plan),
        "caravans": caravans_figures(problem, plan),
        "coverage": {level.level_id: level.moments[0].summary.zh for level in coverage_levels(problem, plan)},
        "equity": equity_of(problem, plan),
        "full_coverage": coverage_rows(problem, plan),
        "counties": county_rows(problem, plan),
        "not_served": _not_served(problem, plan, explanations),
    }


def _not_served(problem: Problem, plan: Plan, explanations: Sequence[CountyExplanation]) -> list[dict[str, Any]]:
    """Return every county that lacks a service it could have, neediest first; texts are null where none was made."""
    told = {item.county_id: item for item in explanations}
    counts = {count.county_id: count for count in county_counts(problem, plan)}
    return [
        {
            "county_id": row.county_id,
            "name": row.name,
            "lacks": counts[row.county_id].lacks,
            "zh": told[row.county_id].text("zh") if row.county_id in told else None,
            "en": told[row.county_id].text("en") if row.county_id in told else None,
        }
        for row in need_of(problem).rows
        if counts[row.county_id].lacks
    ]


def county_rows(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """Return per county its need and its value at each level of coverage: the values that the maps show."""
    need = need_permille(problem)
    levels = coverage_levels(problem, plan)
    shown = {level.level_id: {f.area_id: f for f in level.moments[0].figures} for level in levels}
    return [
        {
            "county_id": county.county_id,
            "code": county.code,
            "name": county.name,
            "need": need[county.county_id],
            "levels": {level_id: figures[county.county_id].value for level_id, figures in shown.items()},
            "texts": {level_id: figures[county.county_id].text.zh for level_id, figures in shown.items()},
        }
        for county in problem.counties
    ]


def stage_row(stage: StageResult) -> dict[str, Any]:
    """Return a stage with its gap, and for coverage the shares of "everything served"."""
    row = {name: getattr(stage, name) for name in ("section", "stage", "sense", "unit", "value", "bound")}
    row |= {"trivial_bound": stage.trivial_bound, "gap": round(stage.gap, 6), "status": stage.status}
    row |= {"seconds": round(stage.seconds, 2), "method": stage.method}
    if stage.stage == "coverage" and stage.trivial_bound:
        row |= {"share": round(stage.value / stage.trivial_bound, 4)}
        row |= {"bound_share": round(stage.bound / stage.trivial_bound, 4)}
    return row


def sets_figures(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Return how the museum sets are used; shares print their denominator."""
    counts = county_counts(problem, plan)
    weeks = sum(count.stay_weeks for count in counts)
    return {
        "counties_asked": sum(count.asked for count in counts),
        "counties_served": sum(count.stays > 0 for count in counts),
        "stays": len(plan.stays),
        "stays_by_weeks": dict(sorted(Counter(stay.weeks for stay in plan.stays).items())),
        "open_set_weeks": weeks,
        "set_weeks": len(problem.sets) * problem.horizon.weeks,
        "utilisation": _share(weeks, len(problem.sets) * problem.horizon.weeks),
        "kilometres": round(sum(_set_metres(problem, plan)) / 1000),
    }


def _set_metres(problem: Problem, plan: Plan) -> Iterator[int]:
    matrix = set_matrix(problem)
    for one in problem.sets:
        mine: list[Stay | Overhaul] = [stay for stay in plan.stays if stay.set_id == one.set_id]
        mine += [overhaul for overhaul in plan.overhauls if overhaul.set_id == one.set_id]
        home = set_home_place(one.set_id)
        places = [home, *(_place(event, home) for event in sorted(mine, key=_first_day))]
        yield from (matrix.metres(origin, destination) for origin, destination in pairwise(places))


def _first_day(event: Stay | Overhaul) -> Any:
    return event.opens if isinstance(event, Stay) else event.first_monday


def _place(event: Stay | Overhaul, home: str) -> str:
    return hall_place(event.hall_id) if isinstance(event, Stay) else home


def caravans_figures(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Return how caravans and crews are used; shares print their denominator."""
    counts = county_counts(problem, plan)
    visits = sum(count.visits for count in counts)
    township = sum(count.township_visits for count in counts)
    reached = sum(count.audience_visited for count in counts)
    people = sum(count.audience for count in counts)
    out_days = sum(len(tour.days) for tour in plan.tours)
    vehicle_days = sum(caravan.out_days_max for caravan in problem.caravans)
    crew_days = sum(crew.out_days_max for crew in problem.crews)
    return {
        "counties_with_stops": sum(count.stops > 0 for count in counts),
        "counties_served": sum(count.visits > 0 for count in counts),
        "tours": len(plan.tours),
        "tours_by_days": dict(sorted(Counter(len(tour.days) for tour in plan.tours).items())),
        "visits": visits,
        "stops": len(problem.stops),
        "stops_share": _share(visits, len(problem.stops)),
        "audience_visited": reached,
        "audience": people,
        "audience_share": _share(reached, people),
        "township_visits": township,
        "township_share": _share(township, visits),
        "vehicle_days": out_days,
        "vehicle_days_max": vehicle_days,
        "utilisation": _share(out_days, vehicle_days),
        "crew_days_max": crew_days,
        "crew_utilisation": _share(out_days, crew_days),
        "kilometres": round(sum(_metres(plan.tours)) / 1000),
    }


def _metres(tours: Iterable[Tour]) -> Iterator[int]:
    for tour in tours:
        for day in tour.days:
            yield from (activity.length_m for activity in day.activities)


def _share(part: int, whole: int) -> float | None:
    """Return part / whole, or ``None`` where there is no whole."""
    return round(part / whole, 4) if whole else None
