"""What the planner sees first: how good the plan is, how good it could be, and who is left out."""

from __future__ import annotations

from collections.abc import Sequence

from core.record import record
from maps.need import NeedRow, NeedTable
from scheduler.plan import Plan, Section, StageId, StageResult
from scheduler.problem import Problem
from services.counts import CountyCount, county_counts


@record
class StageLine:
    """One stage of the objective, ready to be read."""

    section: Section
    stage: StageId
    value: int
    bound: int
    unit: str
    gap: float
    """Proven gap, 0 where the value is proven to be the best."""
    proven: bool
    whole: int
    """Value if everything were served, for coverage and worst prefecture; 0: there is no such value."""
    seconds: float
    method: str


@record
class CountyLine:
    """What a county gets."""

    county_id: str
    name: str
    prefecture: str
    rank: int
    """By need; 1 is the most needy."""
    need_permille: int
    asked: bool
    """False: it did not ask for a set."""
    stays: int
    stay_weeks: int
    visits: int
    stops: int

    @property
    def unserved(self) -> bool:
        """Tell whether it asked for a set and gets none."""
        return self.asked and not self.stays


def stage_lines(plan: Plan) -> tuple[StageLine, ...]:
    """Return the stages of a plan in their order."""
    return tuple(_stage_line(stage) for stage in plan.stages)


def _stage_line(stage: StageResult) -> StageLine:
    return StageLine(
        section=stage.section,
        stage=stage.stage,
        value=stage.value,
        bound=stage.bound,
        unit=stage.unit,
        gap=stage.gap,
        proven=stage.value == stage.bound,
        whole={"coverage": stage.trivial_bound, "worst_prefecture": 1000}.get(stage.stage, 0),
        seconds=stage.seconds,
        method=stage.method,
    )


def county_lines(problem: Problem, plan: Plan, need: NeedTable) -> tuple[CountyLine, ...]:
    """Return what each county gets, most needy first."""
    prefectures = {county.county_id: county.prefecture_name for county in problem.counties}
    counts = {count.county_id: count for count in county_counts(problem, plan)}
    return tuple(_county_line(row, prefectures[row.county_id], counts[row.county_id]) for row in need.rows)


def _county_line(row: NeedRow, prefecture: str, count: CountyCount) -> CountyLine:
    return CountyLine(
        county_id=row.county_id,
        name=row.name,
        prefecture=prefecture,
        rank=row.rank,
        need_permille=row.permille,
        asked=count.asked,
        stays=count.stays,
        stay_weeks=count.stay_weeks,
        visits=count.visits,
        stops=count.stops,
    )


@record
class PrefectureLine:
    """What a prefecture gets."""

    name: str
    counties: int
    asked: int
    with_set: int
    visits: int
    stops: int
    need_permille: int
    """Mean need of its counties."""


def prefecture_lines(lines: Sequence[CountyLine]) -> tuple[PrefectureLine, ...]:
    """Return what each prefecture gets, most needy first."""
    groups: dict[str, list[CountyLine]] = {}
    for line in lines:
        groups.setdefault(line.prefecture, []).append(line)
    made = (_prefecture(name, group) for name, group in groups.items())
    return tuple(sorted(made, key=lambda line: -line.need_permille))


def _prefecture(name: str, group: list[CountyLine]) -> PrefectureLine:
    return PrefectureLine(
        name=name,
        counties=len(group),
        asked=sum(line.asked for line in group),
        with_set=sum(line.stays > 0 for line in group),
        visits=sum(line.visits for line in group),
        stops=sum(line.stops for line in group),
        need_permille=round(sum(line.need_permille for line in group) / len(group)),
    )
