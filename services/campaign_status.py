"""How a plan stands to its campaigns: targets place by place, convoys, joint actions; and why something is missing."""

from __future__ import annotations

from core.record import record
from scheduler.campaigns.demands import Demand, demands_of
from scheduler.campaigns.options import Options
from scheduler.caravans.case import make_case
from scheduler.plan import Plan
from scheduler.problem import Problem
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
    options: Options | None = None
    found = []
    for place in places(view):
        why = ("", "")
        if place.found < place.target.minimum:
            options = options or Options(problem, make_case(problem), tuple(demands.values()))
            why = _why(options, demands[place.target.target_id, place.name])
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


def _why(options: Options, demand: Demand) -> tuple[str, str]:
    if demand.service == "set":
        return "展览套排不到这几天。", "No set could be open there on these days."
    most = options.most(demand)
    if most >= demand.minimum:
        return "可以做到，但车辆、车组或天数不够分。", "It is possible, but vehicles, crews or days went elsewhere."
    zh, en = options.why(demand)
    return f"至多可有 {most} 次。{zh}", f"At most {most} are possible. {en}".strip()
