"""Convoys: one copy of the stop per vehicle, open for as long as the vehicles may begin after each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.ids import stop_place
from maps.model import Stop, VisitWindow
from scheduler.campaigns.choose import Choice
from scheduler.campaigns.crewing import with_crews
from scheduler.campaigns.model import Convoy
from scheduler.campaigns.options import Option, Options
from scheduler.caravans.clock import rests_on
from scheduler.caravans.column import tours_of
from scheduler.plan import Activity, Tour, TourDay
from scheduler.problem import Problem, VisitPin


@dataclass(frozen=True)
class Expanded:
    """A problem whose campaign visits are pinned, and the same one without those choices, for the bounds."""

    pinned: Problem
    free: Problem
    original: Mapping[str, str]
    """Copy of a stop -> the stop."""
    tours: tuple[Tour, ...]
    """Tours that make the visits pinned, but those of convoys."""


def expand(problem: Problem, options: Options, choice: Choice) -> Expanded:
    """Return the problem with the visits of ``choice`` pinned and each convoy's stop once per vehicle.

    The copies stand for the convoys, which it has no more.
    """
    stops = {stop.stop_id: stop for stop in problem.stops}
    pins = {pin.stop_id: pin for pin in problem.visit_pins} | _pins(options, choice)
    wide, original = dict[str, Stop](), dict[str, str]()
    for convoy in problem.convoys:
        mine = [each for each in choice.picked if options.row[convoy.stop_id] in each.column.stops]
        window = _window(options, convoy, mine)
        for number, option in enumerate(mine, 1):
            copy_id = convoy.stop_id if number == 1 else _copy_id(stops, convoy.stop_id, number)
            audience = stops[convoy.stop_id].audience if number == 1 else 0
            wide[copy_id] = replace(wide.get(convoy.stop_id, stops[convoy.stop_id]), stop_id=copy_id, audience=audience)
            stops[copy_id] = replace(wide[copy_id], windows=(window,))
            pins[copy_id] = _pin(options, option, option.visits[0][1], copy_id)
            original[copy_id] = convoy.stop_id
    pinned = replace(problem, stops=tuple(stops.values()), visit_pins=tuple(pins.values()), convoys=())
    free = replace(pinned, stops=tuple((stops | wide).values()), visit_pins=problem.visit_pins)
    return Expanded(pinned=pinned, free=free, original=original, tours=_tours(problem, options, choice))


def _tours(problem: Problem, options: Options, choice: Choice) -> tuple[Tour, ...]:
    """Return the tours picked with their crews; those of convoys begin when all can be there."""
    meeting = {options.row[convoy.stop_id] for convoy in problem.convoys}
    crewed = with_crews(options.case, [each.column for each in choice.picked])
    return tours_of(options.case, [pair for pair in crewed if meeting.isdisjoint(pair[0].stops)])


def _pins(options: Options, choice: Choice) -> dict[str, VisitPin]:
    """Return the pins of all visits picked; a pinned visit that no campaign asks for keeps its own."""
    campaigns = [number for number, demand in enumerate(options.demands) if not demand.pinned]
    ids = [stop.stop_id for stop in options.case.names.stops]
    return {
        ids[stop]: _pin(options, each, day, ids[stop])
        for each in choice.picked
        for stop, day in each.visits
        if any(options.serves(number, stop, each.column.caravan, day) for number in campaigns)
    }


def _pin(options: Options, option: Option, day: int, stop_id: str) -> VisitPin:
    names = options.case.names
    caravan_id = names.caravans[option.column.caravan].caravan_id
    return VisitPin(stop_id=stop_id, day=names.days[day], caravan_id=caravan_id)


def _copy_id(stops: Mapping[str, Stop], stop_id: str, number: int) -> str:
    copy_id = f"{stop_id}~{number}"
    while copy_id in stops:
        copy_id += "~"
    return copy_id


def _window(options: Options, convoy: Convoy, mine: Sequence[Option]) -> VisitWindow:
    """Return when the convoy's visits may last: they begin when the last vehicle can be there at the earliest."""
    flat, ((stop, day),) = options.case.flat, mine[0].visits
    pattern = int(flat.pattern[day, stop])
    there = max(_earliest(options, each) for each in mine)
    count = int(flat.windows[pattern])
    spans = [(int(flat.opens[pattern, n]), int(flat.latest[pattern, n])) for n in range(count)]
    first, latest = next(((max(a, there), b) for a, b in spans if there <= b), spans[-1])
    begin = min(first, latest)
    last = min(begin + convoy.arrive_within_min, latest)
    return VisitWindow(
        weekdays=(convoy.day.isoweekday(),),
        first=convoy.day,
        last=convoy.day,
        open_min=begin,
        close_min=last + int(flat.visit_min[stop]),
        school_days_only=False,
    )


def _earliest(options: Options, option: Option) -> int:
    """Return the earliest minute at which a vehicle can be at the stop on its day."""
    flat, column = options.case.flat, option.column
    ((stop, day),) = option.visits
    origin = next(leg[1] for leg in column.legs(flat) if leg[0] == day)
    drive = int(flat.minutes[flat.speed[column.caravan], origin, flat.stop0 + stop])
    return int(flat.day_start + drive + rests_on(0, drive, flat.stretch_max) * flat.rest)


def collapse(tours: Sequence[Tour], original: Mapping[str, str]) -> tuple[Tour, ...]:
    """Return the tours with the copies of stops named as the stops themselves."""
    if not original:
        return tuple(tours)
    places = {stop_place(copy): stop_place(stop) for copy, stop in original.items()}

    def named(part: Activity) -> Activity:
        return replace(
            part,
            from_place=places.get(part.from_place, part.from_place),
            to_place=places.get(part.to_place, part.to_place),
            stop_id=None if part.stop_id is None else original.get(part.stop_id, part.stop_id),
        )

    def day(one: TourDay) -> TourDay:
        return replace(one, activities=tuple(named(part) for part in one.activities))

    return tuple(replace(tour, days=tuple(day(one) for one in tour.days)) for tour in tours)
