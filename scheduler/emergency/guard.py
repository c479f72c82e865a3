"""What making up must not break: rules over the whole plan that no single tour can answer for."""

from __future__ import annotations

from scheduler.emergency.model import Obstacle
from scheduler.explain.ground import Ground
from scheduler.problem import Problem
from scheduler.verify import between, campaigns, counties, who
from scheduler.verify.registry import Check

BREAKS: dict[str, Obstacle] = {
    "county.ceiling": "ceiling",
    "caravan.budget": "budget",
    "stop.once": "escort",
    "campaign.convoy": "escort",
    "visit.apart": "set",
}
Broken = frozenset[tuple[str, str, tuple[tuple[str, str], ...]]]


class Guard:
    """Tells whether a plan with something made up breaks more than the plan before did.

    The verifier is asked, about the rules for which the problem has data: ceilings, budgets, convoys, sets in town.
    The township share is counted: where it is broken already, only what makes it better may come.
    """

    def __init__(self, problem: Problem, *, share_floor: int = 0) -> None:
        self._checks = tuple(_checks(problem))
        self._floor = min(0, share_floor)
        self._known: tuple[Ground, Broken] | None = None

    def allows(self, before: Ground, after: Ground) -> bool:
        """Tell whether ``after`` breaks no rule that ``before`` keeps."""
        return self.refusal(before, after) is None

    def refusal(self, before: Ground, after: Ground) -> Obstacle | None:
        """Return what ``after`` breaks that ``before`` keeps; ``None`` for nothing."""
        slack = share_slack(after)
        if slack < self._floor and slack < share_slack(before):
            return "share"
        if not self._checks:
            return None
        if self._known is None or self._known[0] is not before:
            self._known = before, self._broken(before)
        return min((BREAKS[rule_id] for rule_id, _, _ in self._broken(after) - self._known[1]), default=None)

    def allows_setting(self, before: Ground, stop: int) -> bool:
        """Tell whether the township share allows one visit more to a stop, wherever it is put."""
        percent = before.view.problem.caravan_rules.township_share_min_percent
        return bool(before.case.flat.township[stop]) or share_slack(before) - percent >= self._floor

    def _broken(self, ground: Ground) -> Broken:
        found = (violation for check in self._checks for violation in check(ground.view))
        return frozenset(
            (each.rule_id, each.case, tuple(sorted((name, str(fact)) for name, fact in each.facts.items())))
            for each in found
        )


def _checks(problem: Problem) -> list[Check]:
    """Return the checks that could find something in any plan of a problem."""
    found: list[Check] = []
    if problem.ceilings:
        found.append(counties.county_ceiling)
    if any(operator.budget_fen is not None for operator in problem.operators):
        found.append(who.caravan_budget)
    if problem.convoys:
        found += [counties.stop_once, campaigns.campaign_convoy]
    if problem.caravan_rules.apart_from_sets:
        found.append(between.visit_apart)
    return found


def share_slack(ground: Ground, *, more_seats: int = 0) -> int:
    """Return by how much the township share is kept: 100 x township visits - percent x all visits; below 0: broken.

    ``more_seats``: visits at seats to be counted too.
    """
    percent = ground.view.problem.caravan_rules.township_share_min_percent
    township = ground.case.flat.township
    visits = ground.visits
    return 100 * int(township[visits].sum()) - percent * (len(visits) + more_seats)
