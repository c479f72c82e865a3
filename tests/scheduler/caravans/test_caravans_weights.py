"""What the search finds worth a visit where hard rules meet."""

from __future__ import annotations

from dataclasses import replace

from scheduler.caravans.case import make_case
from scheduler.caravans.insertion import make_weights, visit_gain
from scheduler.caravans.planner import SHARE, SHORT, SHORT_HARD
from scheduler.caravans.state import empty_board
from scheduler.problem import Floor
from tests.scheduler.caravans.caravan_help import bare


def test_a_hard_floor_is_met_in_townships_where_their_share_is_short():
    problem = bare(counties=3, caravans=1, stops=6)
    county_id = problem.stops[0].county_id
    settings = ("seat", "township")
    mine = [stop for stop in problem.stops if stop.county_id == county_id][:2]
    stops = tuple(replace(stop, setting=setting) for stop, setting in zip(mine, settings, strict=True))
    floor = Floor(county_id=county_id, service="caravan", minimum=1, hard=True)
    case = make_case(replace(problem, stops=stops, floors=(floor,)))
    weights = make_weights(short=SHORT, short_hard=SHORT_HARD, share=SHARE)
    seat, township = (visit_gain(case.twin, empty_board(case).twin, weights, stop) for stop in range(2))
    assert 0 < seat < 0.5 * township
