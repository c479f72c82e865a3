"""Could any caravan visit any stop of a county, if nothing else were planned?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from scheduler.explain.absences import CONTRACT, absent_on, mend_of_absence, skeleton
from scheduler.explain.ground import Ground
from scheduler.explain.model import Change, Relaxation
from scheduler.explain.naive import day_violations
from scheduler.explain.reach import Ways, columns_to
from scheduler.explain.tally import Obstacle
from scheduler.rules import Violation, violation
from scheduler.verify import visits, who

MENDS: dict[tuple[str, str], tuple[Change, str, str]] = {
    ("tour.road", "worse"): ("type_road", "type", "found"),
    ("tour.fit", "area"): ("stop_area", "stop", "needed_m2"),
    ("tour.fit", "power"): ("stop_power", "stop", "needed_w"),
    ("tour.fit", "mass"): ("type_payload", "type", "found"),
    ("tour.fit", "volume"): ("type_volume", "type", "found"),
    ("tour.fit", "theme"): ("stop_themes", "stop", ""),
    ("tour.window", "closed"): ("stop_open", "stop", ""),
    ("visit.apart", "set"): ("joint_allowed", "county", ""),
    ("visit.class_times", "closed"): ("class_waived", "", ""),
    ("tour.drive_day", "over"): ("drive_day", "", "found"),
    ("tour.duty_day", "long"): ("duty_day", "", "a day"),
    ("tour.duty_day", "hours"): ("duty_day", "", "a day"),
    ("tour.days", "count"): ("tour_days", "", "days"),
    ("caravan.out_days", "over"): ("caravan_days", "caravan", "a tour"),
    ("caravan.available", "span"): ("caravan_free", "caravan", ""),
    ("crew.licence", "nobody"): ("crew_added", "caravan", ""),
    ("crew.leave", "span"): ("crew_added", "caravan", ""),
    ("crew.days", "over"): ("crew_added", "caravan", ""),
    ("county.ceiling", "over"): ("ceiling_raised", "county", "found"),
}
"""(rule, case) -> change, whose id it needs, and the fact that its amount comes from."""
DAY_MIN = 1440


@dataclass(frozen=True)
class Pair:
    """A stop and a caravan, and what keeps them apart on an empty calendar."""

    obstacles: tuple[Obstacle, ...]
    proved: bool
    """No possibility was left out."""


def try_pairs(ground: Ground, county_id: str) -> Iterator[Pair]:
    """Yield what keeps apart each stop of a county and each caravan, the nearest first; nobody is out in ``ground``."""
    flat = ground.case.flat
    stops = ground.stops_in(county_id)
    pairs = [(stop, caravan) for stop in stops for caravan in range(len(flat.depot))]
    pairs.sort(key=lambda pair: int(flat.minutes[flat.speed[pair[1]], flat.depot[pair[1]], flat.stop0 + pair[0]]))
    ways = Ways(ground)
    for stop, caravan in pairs:
        static = static_violations(ground, stop, caravan)
        found, proved = (static, True) if static else _in_time(ways, stop, caravan)
        yield Pair(tuple((each, mend_of(ground, stop, caravan, each)) for each in found), proved)


def static_violations(ground: Ground, stop: int, caravan: int) -> list[Violation]:
    """Return what keeps stop and caravan apart on whatever day: road, fit, crew, ceiling, days out."""
    flat, names, view = ground.case.flat, ground.case.names, ground.view
    tried = skeleton(ground, stop, caravan)
    found = [each for check in (visits.tour_road, visits.tour_fit) for each in check(tried)]
    found += [each for each in who.caravan_territory(tried) if (each.rule_id, each.case) != CONTRACT]
    name = names.caravans[caravan].name
    if not flat.crew_ok[caravan].any():
        found.append(violation("crew.licence", "nobody", "/tours", caravan=name))
    if flat.out_max[caravan] == 0:
        found.append(violation("caravan.out_days", "over", "/tours", caravan=name, found=1, max=0))
    if flat.ceiling[flat.county[stop]] == 0:
        county = view.county_name(names.counties[flat.county[stop]])
        found.append(violation("county.ceiling", "over", "/tours", county=county, found=1, maximum=0))
    return found


def _in_time(ways: Ways, stop: int, caravan: int) -> tuple[list[Violation], bool]:
    """Return what keeps stop and caravan apart in time, and whether that is proved; nothing where a tour exists."""
    ground = ways.ground
    flat = ground.case.flat
    opened = ground.openings(stop) > 0
    if not opened.any():
        return day_violations(ground, caravan, 0, int(flat.depot[caravan]), [stop], int(flat.depot[caravan])), True
    calendar = _calendar_violations(ground, stop, caravan)
    if calendar:
        return calendar, True
    days = np.flatnonzero(opened & _can_go(ground, caravan))
    _, samples = np.unique(ground.openings(stop)[days], return_index=True)
    lengths = [ways.shortest_days(caravan, stop, int(days[sample])) for sample in samples]
    known = [length for length in lengths if length is not None]
    if not known:
        depot = int(flat.depot[caravan])
        return day_violations(ground, caravan, int(days[0]), depot, [stop], depot), False
    if (length := min(known)) > flat.tour_max:
        return [violation("tour.days", "count", "/tours", tour="—", days=length, max=flat.tour_max)], False
    return _with_days(ways, stop, caravan, days.tolist(), length), False


def _calendar_violations(ground: Ground, stop: int, caravan: int) -> list[Violation]:
    """Return why caravan or crew are never free on a day when the stop is open."""
    flat, names = ground.case.flat, ground.case.names
    opened = ground.openings(stop) > 0
    if not (opened & (flat.free[caravan] > 0)).any():
        return absent_on(ground, stop, caravan, np.flatnonzero(opened).tolist())
    if (opened & _can_go(ground, caravan)).any():
        return []
    crew = names.crews[int(np.flatnonzero(flat.crew_ok[caravan])[0])]
    if (flat.crew_max[flat.crew_ok[caravan] > 0] == 0).all():
        return [violation("crew.days", "over", "/tours", crew=crew.name, found=1, max=0)]
    day = ground.date(int(np.flatnonzero(opened)[0]))
    return [violation("crew.leave", "span", "/tours", crew=crew.name, day=day, reason="—")]


def _can_go(ground: Ground, caravan: int) -> NDArray[np.bool_]:
    """Return [day]: the caravan is available, and so is a crew for it."""
    flat = ground.case.flat
    crews = (flat.crew_ok[caravan] > 0) & (flat.crew_max > 0)
    free: NDArray[np.bool_] = (flat.free[caravan] > 0) & (flat.crew_free[crews] > 0).any(axis=0)
    return free


def _with_days(ways: Ways, stop: int, caravan: int, days: list[int], length: int) -> list[Violation]:
    """Return nothing where a tour fits somewhere in the calendar, else that days in a row are missing."""
    ground = ways.ground
    flat, names = ground.case.flat, ground.case.names
    out_max = int(flat.out_max[caravan])
    name = names.caravans[caravan].name
    if length > out_max:
        return [violation("caravan.out_days", "over", "/tours", caravan=name, found=length, max=out_max)]
    longest = min(out_max, int(flat.tour_max))
    for day in days:
        for column in columns_to(ways, caravan, stop, day, longest, anywhere=True):
            if free_crew(ground, caravan, column.first, column.days.stop) is not None:
                return []
    crew = names.crews[int(np.flatnonzero(flat.crew_ok[caravan])[0])]
    on_leave = violation("crew.leave", "span", "/tours", crew=crew.name, day=ground.date(days[0]), reason="—")
    return [*absent_on(ground, stop, caravan, range(ground.days)), on_leave]


def free_crew(ground: Ground, caravan: int, first: int, stop: int) -> int | None:
    """Return a crew that can go out with a caravan on days ``first`` to ``stop - 1``, the one with most days left."""
    flat = ground.case.flat
    found = [
        crew
        for crew in np.flatnonzero(flat.crew_ok[caravan]).tolist()
        if flat.crew_free[crew, first:stop].all()
        and not ground.crew_busy[crew, first:stop].any()
        and ground.crew_left(crew) >= stop - first
    ]
    return max(found, key=lambda crew: (ground.crew_left(crew), -crew), default=None)


def mend_of(ground: Ground, stop: int, caravan: int, broken: Violation) -> Relaxation | None:
    """Return the change of the problem that takes a violation away; ``None`` where only another plan can."""
    names = ground.case.names
    vehicle = names.caravans[caravan]
    if (broken.rule_id, broken.case) not in MENDS:
        return mend_of_absence(ground.view, vehicle.caravan_id, broken)
    change, target, fact = MENDS[broken.rule_id, broken.case]
    targets = {
        "type": vehicle.type_id,
        "stop": names.stops[stop].stop_id,
        "caravan": vehicle.caravan_id,
        "county": names.stops[stop].county_id,
    }
    whole = {"": 0, "a day": DAY_MIN, "a tour": int(ground.case.flat.tour_max)}
    amount = whole[fact] if fact in whole else _whole(broken.facts[fact])
    return Relaxation(rule_id=broken.rule_id, change=change, target_id=targets.get(target, ""), amount=amount)


def _whole(text: str) -> int:
    """Return a number as it is, or the next whole one above a decimal."""
    return int(text) if text.isdigit() else floor(float(text)) + 1
