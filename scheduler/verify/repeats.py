"""Rules of serving a county again: revisit spacing, themes, everyone once before anyone twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from core.calendar import months_later
from scheduler.plan import Stay
from scheduler.rules import Violation, violation
from scheduler.verify.view import View


@dataclass(frozen=True)
class Service:
    """A museum set was, or is to be, in a county."""

    path: str
    """Empty where it is a record of the past."""
    first: date
    last: date
    themes: frozenset[str]


def set_spacing(view: View) -> Iterator[Violation]:
    """Between two stays in a county, recorded ones included, lie ``revisit_months`` months."""
    months = view.problem.repeats.revisit_months
    if months:
        for county_id, one, two in _pairs(view):
            if two.first < months_later(one.last, months):
                facts = {"county": view.county_name(county_id), "first": two.first, "last": one.last}
                yield violation("set.spacing", "soon", two.path or one.path, **facts, months=months)


def set_theme(view: View) -> Iterator[Violation]:
    """No theme comes to a county again within ``theme_years`` years, recorded stays included."""
    years = view.problem.repeats.theme_years
    if years:
        for county_id, one, two in _pairs(view):
            shared = one.themes & two.themes
            if shared and two.first < months_later(one.last, 12 * years):
                facts = {"county": view.county_name(county_id), "theme": min(shared), "years": years}
                yield violation("set.theme", "again", two.path or one.path, **facts, first=two.first, last=one.last)


def _pairs(view: View) -> Iterator[tuple[str, Service, Service]]:
    """Yield county and two services in time order, of which at least one is a stay of the plan."""
    for county_id, services in _services(view).items():
        for pair in combinations(sorted(services, key=lambda each: (each.first, each.last)), 2):
            if pair[0].path or pair[1].path:
                yield county_id, *pair


def _services(view: View) -> dict[str, list[Service]]:
    found: dict[str, list[Service]] = {}
    for placed in view.stays:
        themes = frozenset(zone.theme for zone in placed.museum_set.zones)
        service = Service(placed.path, placed.stay.opens, placed.stay.last_day, themes)
        found.setdefault(placed.hall.county_id, []).append(service)
    for history in view.problem.history:
        past = [record for record in history.services if record.kind == "set" and history.county_id in found]
        for record in past:
            service = Service("", record.first, record.last, frozenset(record.themes))
            found[history.county_id].append(service)
    return found


def set_once_first(view: View) -> Iterator[Violation]:
    """When a round begins, a county that gets a stay in it has had no more than any other with certainty."""
    if view.problem.repeats.once_first != "hard":
        return
    everyone = [county for county, known in _recorded(view).items() if known is not None]
    for round_ in sorted(view.problem.rounds, key=lambda each: each.span.first):
        had = _had(view, round_.span.first)
        behind = min(everyone, key=lambda county_id: had[county_id], default=None)
        for placed in view.stays:
            county_id = placed.hall.county_id
            inside = round_.span.first <= placed.stay.opens <= round_.span.last
            if behind is not None and inside and had.get(county_id, 0) > had[behind]:
                names = {"county": view.county_name(county_id), "other": view.county_name(behind)}
                counts = {"had": had[county_id], "other_had": had[behind], "round": round_.round_id}
                yield violation("set.once_first", "behind", placed.path, **names, **counts)


def _had(view: View, day: date) -> dict[str, int]:
    """Return the stays that each county is certain to have had before ``day``."""
    had = {county_id: _records(view, county_id) for county_id in view.counties}
    for placed in view.stays:
        if placed.stay.opens < day:
            had[placed.hall.county_id] += 1
    return had


def _recorded(view: View) -> dict[str, int | None]:
    """Return the recorded stays of each county that asked and has a hall; ``None``: records may be missing."""
    since = view.problem.repeats.counted_from
    complete = {
        history.county_id
        for history in view.problem.history
        if since is None or (history.known_since is not None and history.known_since <= since)
    }
    served = {hall.county_id for hall in view.problem.halls} - set(view.problem.not_asked)
    known = served if since is None else served & complete
    return {c: _records(view, c) if c in known else None for c in view.counties if c in served}


def _records(view: View, county_id: str) -> int:
    since = view.problem.repeats.counted_from
    past = [record for each in view.problem.history if each.county_id == county_id for record in each.services]
    return sum(record.kind == "set" and since is not None and record.first >= since for record in past)


def without_first(view: View, stays: tuple[Stay, ...]) -> int:
    """Return the number of counties that are known to have had no stay and get none, where each is a shortage."""
    if view.problem.repeats.once_first != "soft":
        return 0
    served = {view.halls[stay.hall_id].county_id for stay in stays if stay.hall_id in view.halls}
    return sum(recorded == 0 and county_id not in served for county_id, recorded in _recorded(view).items())
