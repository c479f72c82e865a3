"""What one more unit of something scarce is worth, in words and units that a planner reads."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from core.record import record
from scheduler.plan import Plan, Resource, ShadowPrice
from scheduler.problem import Problem

RESOURCES: dict[Resource, tuple[str, str]] = {
    "set_week": ("一套展品多展一周", "a set for one week more"),
    "county_stay": ("一个县多一站", "one stay more of a county"),
    "team_week": ("一支布展队多一周", "a set-up team for one week more"),
    "vehicle_day": ("一辆大篷车多出一天", "a caravan out one day more"),
    "crew_day": ("一个车组多出一天", "a crew out one day more"),
    "county_visit": ("一个县多到访一次", "one visit more to a county"),
}
"""Chinese and English names, in the order in which they are listed."""
MEANING = (
    "多一个单位最多能使需求加权覆盖提高多少个百分点（由覆盖目标的松弛求出）。只对第一个单位成立；0 表示再多也没有用，"
    "限制在别处；车与车组同时不够时，价值可能只记在一方。",
    "Percentage points of need-weighted coverage that one more unit adds at most (from the relaxation of the coverage "
    "stage). True of the first unit only; 0: more of it is no use, something else is short; where caravan and crew are "
    "both short the worth may stand with either.",
)


@record
class PriceLine:
    """The worth of one more unit of one resource."""

    price: ShadowPrice
    name: str
    points: float | None
    """Percentage points of coverage; ``None`` where the plan does not say what everything served would be."""


@record
class PriceKind:
    """The worth of one kind of resource at a glance."""

    resource: Resource
    lines: tuple[PriceLine, ...]
    """The most valuable first."""
    worth: int
    """How many are worth anything."""
    middle: float | None
    """Median, in percentage points."""


def price_lines(problem: Problem, plan: Plan) -> tuple[PriceLine, ...]:
    """Return the shadow prices of a plan, by kind, the most valuable first within each."""
    names = _names(problem)
    whole = {stage.section: stage.trivial_bound for stage in plan.stages if stage.stage == "coverage"}
    kinds = list(RESOURCES)
    return tuple(
        PriceLine(
            price=price,
            name=names.get(price.resource_id, price.resource_id),
            points=100 * price.value / whole[price.section] if whole.get(price.section) else None,
        )
        for price in sorted(plan.shadow_prices, key=lambda each: (kinds.index(each.resource), -each.value))
    )


def price_kinds(lines: Sequence[PriceLine]) -> tuple[PriceKind, ...]:
    """Return the kinds that have prices, in the order of :data:`RESOURCES`."""
    groups = {kind: tuple(line for line in lines if line.price.resource == kind) for kind in RESOURCES}
    return tuple(
        PriceKind(
            resource=kind,
            lines=mine,
            worth=sum(line.price.value > 0 for line in mine),
            middle=_middle(mine),
        )
        for kind, mine in groups.items()
        if mine
    )


def _middle(lines: Sequence[PriceLine]) -> float | None:
    points = [line.points for line in lines if line.points is not None]
    return median(points) if points else None


def _names(problem: Problem) -> dict[str, str]:
    return {
        **{one.county_id: one.name for one in problem.counties},
        **{one.set_id: one.name for one in problem.sets},
        **{one.team_id: one.name for one in problem.setup_teams},
        **{one.caravan_id: one.name for one in problem.caravans},
        **{one.crew_id: one.name for one in problem.crews},
    }
