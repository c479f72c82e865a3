"""Why no caravan can come on the days asked for: every rule in the way, at every caravan that suits."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.explain.caravan_gaps import try_days
from scheduler.explain.ground import Ground
from scheduler.explain.tally import Tally
from scheduler.requests import Request

NEAREST = 4
"""Caravans that are asked, the nearest first."""


def why_no_visit(
    ground: Ground, request: Request, stops: Sequence[int], caravans: Sequence[int], days: Sequence[int], tally: Tally
) -> None:
    """Add to the tally what is in the way of a visit on each of ``days``, with each of the nearest caravans."""
    flat = ground.case.flat
    fresh = [stop for stop in stops if stop not in ground.visited]
    if not fresh or not days:
        return
    nearest = sorted(
        caravans, key=lambda caravan: int(flat.minutes[flat.speed[caravan], flat.depot[caravan], flat.stop0 + fresh[0]])
    )
    trials = try_days(
        ground, request.county_id, only_stops=fresh[:1], only_caravans=nearest[:NEAREST], only_days=list(days)
    )
    for trial in trials:
        if trial.tour is None:
            tally.add(list(zip(trial.violations, trial.mends, strict=True)), trial.days)
