"""What a driver's page shows beside the itinerary itself: which trip comes first, and sums of each."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.record import record
from scheduler.plan import Plan
from scheduler.problem import Problem
from services.itinerary_build import itinerary_of
from services.itinerary_record import Itinerary, Trip


@record
class CaravanHead:
    """A caravan that the plan sends out."""

    caravan_id: str
    name: str
    vehicle_type: str
    depot: str
    trips: int
    days: int
    visits: int
    length_m: int


@record
class TripView:
    """A trip with its sums."""

    trip: Trip
    first: date
    last: date
    counties: tuple[str, ...]
    """Counties visited, in order."""
    visits: int
    audience: int
    length_m: int


@record
class Focus:
    """The trip that a driver needs first."""

    state: Literal["now", "next", "over", "none"]
    """On the road today, next to come, all over, or no trip at all."""
    view: TripView | None
    """Where all are over: the last one."""
    in_days: int
    """Days until it begins."""


def caravans_of(problem: Problem, plan: Plan) -> tuple[CaravanHead, ...]:
    """Return the caravans that have trips, in the problem's order."""
    ids = {tour.caravan_id for tour in plan.tours}
    return tuple(
        _head(itinerary_of(problem, plan, one.caravan_id)) for one in problem.caravans if one.caravan_id in ids
    )


def _head(itinerary: Itinerary) -> CaravanHead:
    return CaravanHead(
        caravan_id=itinerary.caravan_id,
        name=itinerary.caravan,
        vehicle_type=itinerary.vehicle_type,
        depot=itinerary.depot.name,
        trips=len(itinerary.trips),
        days=len(itinerary.days),
        visits=sum(len(day.visits) for day in itinerary.days),
        length_m=sum(day.length_m for day in itinerary.days),
    )


def trip_views(itinerary: Itinerary) -> tuple[TripView, ...]:
    """Return the trips of an itinerary with their sums, by date."""
    return tuple(_view(trip) for trip in itinerary.trips)


def _view(trip: Trip) -> TripView:
    visits = [line for day in trip.days for line in day.visits]
    return TripView(
        trip=trip,
        first=trip.days[0].day,
        last=trip.days[-1].day,
        counties=tuple(dict.fromkeys(line.spot.area.split(" · ")[0] for line in visits)),
        visits=len(visits),
        audience=sum(line.visit.audience for line in visits if line.visit is not None),
        length_m=sum(day.length_m for day in trip.days),
    )


def focus_of(views: tuple[TripView, ...], today: date) -> Focus:
    """Return the trip that is on the road on ``today``, else the next one; where all are over, the last one."""
    if not views:
        return Focus(state="none", view=None, in_days=0)
    coming = [view for view in views if view.last >= today]
    if not coming:
        return Focus(state="over", view=views[-1], in_days=0)
    view = coming[0]
    return Focus(state="now" if view.first <= today else "next", view=view, in_days=max(0, (view.first - today).days))


def neighbours(views: tuple[TripView, ...], view: TripView | None) -> tuple[TripView | None, TripView | None]:
    """Return the trips before and after ``view``."""
    if view is None:
        return None, None
    at = views.index(view)
    return (views[at - 1] if at else None), (views[at + 1] if at + 1 < len(views) else None)
