"""What caravans alone cannot do of a hard target that any service meets: that much must be stays of sets."""

from __future__ import annotations

from dataclasses import replace

from scheduler.campaigns.demands import Demand, demands_of
from scheduler.campaigns.model import CampaignTarget
from scheduler.campaigns.options import Options
from scheduler.caravans.case import make_case
from scheduler.problem import Problem


def with_shares_of_sets(problem: Problem, at_most: Problem) -> Problem:
    """Return ``problem`` with a hard target for sets, of the same id, wherever caravans alone cannot meet one.

    Parameters
    ----------
    at_most
        The problem for the caravans with no stay in their way: what they cannot do there, they can do beside no stays.

    Notes
    -----
    The most that caravans can do is an upper limit, so that every plan that obeys the rules obeys these targets too:
    bounds of the sets' stages stay true.
    """
    demands = demands_of(problem)
    mixed = [demand for demand in demands if demand.hard and demand.service == "any"]
    if not mixed:
        return problem
    options = Options(at_most, make_case(at_most), demands)
    targets = {target.target_id: target for target in problem.campaign_targets}
    shares = [_share(targets[each.what], each, each.minimum - options.most(each)) for each in mixed]
    wanted = tuple(share for share in shares if share.minimum > 0)
    return replace(problem, campaign_targets=(*problem.campaign_targets, *wanted)) if wanted else problem


def _share(target: CampaignTarget, demand: Demand, minimum: int) -> CampaignTarget:
    """Return the part of a target that the sets are to do in one of its places."""
    return replace(target, service="set", county_ids=tuple(sorted(demand.county_ids)), minimum=minimum)
