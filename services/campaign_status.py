"""How a plan stands to its campaigns: targets place by place, convoys, joint actions; and why something is missing."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from core.record import record
from scheduler.campaigns.demands import Demand, demands_of
from scheduler.campaigns.options import Options
from scheduler.caravans.case import make_case
from scheduler.library.absence import without_lent
from scheduler.narrow import for_caravans
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.sets.board import make_board
from scheduler.sets.demands import most_stays
from scheduler.verify.campaigns import campaign_convoy, campaign_joint, places
from scheduler.verify.view import View


@record
class TargetStatus:
    """One place of one target."""

    target_id: str
    campaign_id: str
    where: str
    service: str
    minimum: int
    stays: int
    visits: int
    hard: bool
    met: bool
    why_zh: str
    """Why it is missed; empty where it is met."""
    why_en: str


@record
class CampaignStatus:
    """What a plan does for all campaigns."""

    targets: tuple[TargetStatus, ...]
    broken_zh: tuple[str, ...]
    """Convoys and joint actions that are not complete."""
    broken_en: tuple[str, ...]


def campaign_status(problem: Problem, plan: Plan) -> CampaignStatus:
    """Return how the plan stands to targets, convoys and joint actions; values are the verifier's."""
    view = View(problem, plan)
    demands = {(demand.what, demand.where): demand for demand in demands_of(problem)}
    limits = _Limits(problem)
    found = []
    for place in places(view):
        why = ("", "")
        if place.found < place.target.minimum:
            why = limits.why(demands[place.target.target_id, place.name])
        found.append(
            TargetStatus(
                target_id=place.target.target_id,
                campaign_id=place.target.campaign_id,
                where=place.name,
                service=place.target.service,
                minimum=place.target.minimum,
                stays=place.stays,
                visits=place.visits,
                hard=place.target.hard,
                met=place.found >= place.target.minimum,
                why_zh=why[0],
                why_en=why[1],
            )
        )
    broken = [*campaign_convoy(view), *campaign_joint(view)]
    texts = {language: tuple(each.text(language) for each in broken) for language in ("zh", "en")}
    return CampaignStatus(targets=tuple(found), broken_zh=texts["zh"], broken_en=texts["en"])


class _Limits:
    """What could be at most, whatever else is planned; made when it is first asked for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @cached_property
    def _options(self) -> Options:
        free = for_caravans(self._problem, ())
        return Options(free, make_case(free), demands_of(free))

    @cached_property
    def _stays(self) -> dict[tuple[str, str], int]:
        """Return the most stays in each place of the targets that stays count for."""
        mine = (each for each in self._problem.campaign_targets if each.service != "caravan")
        targets = tuple(replace(each, service="set", hard=False) for each in mine)
        board = make_board(without_lent(replace(self._problem, campaign_targets=targets)), by_cost=False)
        return {(each.what, each.where): most_stays(board, number) for number, each in enumerate(board.demands)}

    def why(self, demand: Demand) -> tuple[str, str]:
        """Return why a place lacks services: that there cannot be as many, where that is proved, or that it is not."""
        visits = 0 if demand.service == "set" else self._options.most(demand)
        stays = 0 if demand.service == "caravan" else self._stays[demand.what, demand.where]
        if stays + visits >= demand.minimum:
            return (
                "没有证明做不到：展览套、车辆、车组或天数用在了别处，或路程太远。",
                "Not proved impossible: sets, vehicles, crews or days went elsewhere, or the way is too long.",
            )
        zh, en = self._options.why(demand) if demand.service != "set" else ("", "")
        return f"至多可有 {stays + visits} 次。{zh}", f"At most {stays + visits} are possible. {en}".strip()
