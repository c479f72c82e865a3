"""What one more week of a set, stay of a county or week of a set-up team is worth: the duals of the coverage stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from scheduler.glop import Floats
from scheduler.plan import Resource, ShadowPrice
from scheduler.sets.master import Master, Point
from scheduler.sets.scope import make_scope


def shadow_prices(master: Master, proof: Point) -> tuple[ShadowPrice, ...]:
    """Return the price of every set, team and county that asked, in the order of the problem.

    A county's is that of the row that keeps it to one stay in a round, of its dearest round; a team's that of the
    dearest week's row of teams; a set's what its best itinerary still adds at these prices, per week of the horizon.
    """
    board, table = master.board, master.rules.table
    duals = np.maximum(proof.row_duals, 0) / master.scale
    rounds, crew = _round_prices(master, duals)
    weekly = _set_prices(master, proof)
    sets = [(one.set_id, weekly.get(one.set_id, 0.0)) for one in board.problem.sets]
    dearest = float(duals[crew : crew + _weeks(master)].max(initial=0.0)) if len(table.low) else 0.0
    return (
        *_prices("set_week", sets),
        *_prices("team_week", ((team.team_id, dearest) for team in board.problem.setup_teams)),
        *_prices("county_stay", zip(board.counties, rounds.tolist(), strict=True)),
    )


def _round_prices(master: Master, duals: Floats) -> tuple[Floats, int]:
    """Return the price of a stay per county, and the first row of the teams."""
    board, first = master.board, 0
    price = np.zeros(len(board.counties))
    for opens_in in board.round_of_option.T:
        counties = np.unique(board.option_county()[opens_in])
        np.maximum.at(price, counties, duals[first : first + len(counties)])
        first += len(counties)
    return price, first


def _weeks(master: Master) -> int:
    """Return the number of weeks in which something can open: one row of teams each."""
    return len(np.unique(master.board.options.opens))


def _set_prices(master: Master, proof: Point) -> dict[str, float]:
    """Return what a week of each set adds, by its id; sets that may not tour are left out."""
    weeks = master.board.weeks.count
    _, prices = master.prices(proof, make_scope(master.rules, master.pool, ()))
    worth = {}
    for row, pricer in enumerate(master.pricers):
        values = pricer.values(prices[row])
        for home, ids in pricer.kind.homes:
            best = max(0, int(pricer.starts(values, master.per_fen, home).max()))
            worth.update(dict.fromkeys(ids, best / master.scale / weeks))
    return worth


def _prices(resource: Resource, values: Iterable[tuple[str, float]]) -> Iterator[ShadowPrice]:
    for resource_id, value in values:
        yield ShadowPrice(
            section="sets",
            resource=resource,
            resource_id=resource_id,
            value=round(value),
            unit="permille of need",
            method="itinerary columns, exact pricing",
        )
