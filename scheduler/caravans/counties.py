"""Rows that every model of the master shares: what visits are worth, and what counties may have.

One small function a rule, named after it, for CP-SAT; the relaxation has its own in :mod:`capacity`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from core.concave import GainCurve
from scheduler.caravans.case import Case
from scheduler.caravans.flat import NO_CEILING

Visits = Mapping[int, cp_model.IntVar]
"""Stop -> whether it is visited; stops left out cannot be."""


def gain_corners(curve: GainCurve) -> list[tuple[int, int]]:
    """Return the corners of the curve from (0, 0) on, cut at 1000."""
    return [(0, 0), *((corner.at, corner.gain_permille) for corner in curve.corners)]


def stops_by_county(case: Case, visits: Visits) -> dict[int, list[int]]:
    """Return county -> its stops that may be visited."""
    found: dict[int, list[int]] = {}
    for stop in visits:
        found.setdefault(int(case.flat.county[stop]), []).append(stop)
    return found


def county_gain(
    model: cp_model.CpModel, case: Case, curve: GainCurve, visits: Visits, county: int, stops: Sequence[int]
) -> tuple[cp_model.IntVar, cp_model.IntVar]:
    """Return floor(1000 a / A) of a county and its gain g, exact where g is maximised: floor of the least line."""
    flat = case.flat
    share = model.new_int_var(0, 1000, "")
    reached = sum(int(flat.audience[stop]) * visits[stop] for stop in stops)
    model.add(int(flat.audience_all[county]) * share <= 1000 * reached)
    corners = gain_corners(curve)
    gain = model.new_int_var(0, int(flat.gain[1000]), "")
    for (x0, y0), (x1, y1) in pairwise(corners):
        model.add((x1 - x0) * gain <= (x1 - x0) * y0 + (y1 - y0) * (share - x0))
    return share, gain


def county_ceiling(model: cp_model.CpModel, case: Case, visits: Visits, county: int, stops: Sequence[int]) -> None:
    """Visits in a county do not exceed its ceiling."""
    if case.flat.ceiling[county] < NO_CEILING:
        model.add(sum(visits[stop] for stop in stops) <= int(case.flat.ceiling[county]))


def shortage_lines(case: Case, county: int) -> list[tuple[int, int]]:
    """Return the lines (shortage at no visit, fall per visit) whose maximum with 0 is a county's shortage."""
    table = [*case.flat.short[county].tolist(), 0]
    falls = [before - after for before, after in pairwise(table)]
    return sorted({(table[n] + n * fall, fall) for n, fall in enumerate(falls) if fall > 0})


def county_floors(
    model: cp_model.CpModel, case: Case, visits: Visits, county: int, stops: Sequence[int]
) -> cp_model.IntVar | None:
    """Keep the hard floors of a county; return its shortage of soft ones, ``None`` where it has none."""
    count = sum(visits[stop] for stop in stops)
    hard = np.flatnonzero(case.flat.short_hard[county])
    if len(hard):
        model.add(count >= int(hard[-1]) + 1)
    lines = shortage_lines(case, county)
    if not lines:
        return None
    lack = model.new_int_var(0, int(case.flat.short[county, 0]), "")
    for at_none, fall in lines:
        model.add(lack + fall * count >= at_none)
    return lack


def share_township(model: cp_model.CpModel, case: Case, visits: Visits) -> None:
    """At least the wanted share of all visits lies in townships."""
    flat = case.flat
    model.add(sum((100 * int(flat.township[stop]) - flat.share) * var for stop, var in visits.items()) >= 0)
