"""Rules of an invented problem: parameters, floors, ceilings and pins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from core.calendar import Calendar
from core.concave import Breakpoint, GainCurve
from exhibits.model import Exhibit, ExhibitSet, load_of
from fleet.model import Depot, DutyPolicy
from maps.model import Hall, Stop
from scheduler.problem import CaravanRules, Ceiling, Floor, SetRules, StayPin, VisitPin
from services.sample_scene import Scene

ASSUMED = "假设 / assumption"


def make_duty() -> DutyPolicy:
    """Return the default duty policy: only the 4 h rule is law for every motor vehicle."""
    law = "道路交通安全法实施条例第 62 条第 7 项 / Implementing Regulations of the Road Traffic Safety Law, Art. 62(7)"
    return DutyPolicy(
        day_start_min=420,
        day_end_min=1170,
        drive_day_max_min=480,
        duty_day_max_min=600,
        continuous_drive_max_min=240,
        rest_min=20,
        tour_days_max=5,
        sources={
            "continuous_drive_max_min": law,
            "rest_min": law,
            "drive_day_max_min": "营运客车规定，对大篷车为设置 / binds commercial passenger transport; a setting here",
            **dict.fromkeys(("day_start_min", "day_end_min", "duty_day_max_min", "tour_days_max"), ASSUMED),
        },
    )


def make_set_rules() -> SetRules:
    """Return the parameters of the museum-set section."""
    gain = _curve((40, 800), (50, 920), (60, 1000))
    seen = "公开报道：停留 2—3 个月、周三至周日开放 / public reports: stays of 2-3 months, open Wed-Sun"
    return SetRules(
        stay_weeks=(8, 9, 10, 11, 12),
        open_weekdays=(3, 4, 5, 6, 7),
        vacation_day_percent=70,
        gain=gain,
        min_hall_area_percent=100,
        min_intact_percent=80,
        truck_day_drive_max_min=300,
        sources={
            "stay_weeks": seen,
            "open_weekdays": seen,
            **dict.fromkeys(
                ("vacation_day_percent", "gain", "min_hall_area_percent", "min_intact_percent",
                 "truck_day_drive_max_min"), ASSUMED,
            ),
        },
    )  # fmt: skip


def make_caravan_rules(scene: Scene) -> CaravanRules:
    """Return the parameters of the caravan section."""
    pilot = "2026 年全国试点：至少 60% 的活动在乡镇 / national pilot of 2026: at least 60 % of stops in townships"
    return CaravanRules(
        window=scene.window,
        township_share_min_percent=60,
        gain=_curve((400, 500), (700, 800), (1000, 1000)),
        sources={"township_share_min_percent": pilot, "window": ASSUMED, "gain": ASSUMED},
    )


def _curve(*corners: tuple[int, int]) -> GainCurve:
    return GainCurve(corners=tuple(Breakpoint(at=at, gain_permille=gain) for at, gain in corners), source=ASSUMED)


def make_not_asked(scene: Scene) -> tuple[str, ...]:
    """Return the counties that did not ask for a set: one in twenty-five, no prefecture seats."""
    seats = {seat.county_id for seat in scene.seats}
    others = [county.county_id for county in scene.counties if county.county_id not in seats]
    return tuple(sorted(scene.rng("not-asked").sample(others, len(scene.counties) // 25)))


def make_floors(
    need: Mapping[str, int], halls: Sequence[Hall], stops: Sequence[Stop], not_asked: Sequence[str]
) -> tuple[Floor, ...]:
    """Return soft floors for the neediest tenth of the counties: one stay each, and four visits (or all stops)."""
    neediest = sorted(need, key=lambda county_id: (-need[county_id], county_id))[: max(1, len(need) // 10)]
    with_hall = {hall.county_id for hall in halls} - set(not_asked)
    there = {county_id: sum(stop.county_id == county_id for stop in stops) for county_id in neediest}
    sets = [Floor(county_id=c, service="set", minimum=1, hard=False) for c in neediest if c in with_hall]
    visits = [Floor(county_id=c, service="caravan", minimum=min(4, there[c]), hard=False) for c in neediest if there[c]]
    return tuple(sets + visits)


def make_ceilings(need: Mapping[str, int]) -> tuple[Ceiling, ...]:
    """Return ceilings for the three least needy counties (fewer in a small problem)."""
    least = sorted(need, key=lambda county_id: (need[county_id], county_id))[: min(3, len(need) // 5)]
    return tuple(Ceiling(county_id=county_id, maximum=6) for county_id in least)


def make_stay_pins(
    scene: Scene, halls: Sequence[Hall], sets: Sequence[ExhibitSet], exhibits: Sequence[Exhibit]
) -> tuple[StayPin, ...]:
    """Return one stay that is promised already: the second set, in a hall at a seat where it fits, in spring."""
    opens = date(2026, 3, 16)
    if len(sets) < 2 or opens + timedelta(weeks=10) > scene.horizon.last_day:
        return ()
    load = load_of(sets[1].exhibit_ids, {item.exhibit_id: item for item in exhibits})
    seats = {seat.county_id for seat in scene.seats[1:]} or {scene.capital.county_id}
    fits = (hall for hall in halls if hall.area_m2 >= load.footprint_m2 and hall.power_w >= load.power_w)
    hall = next((hall for hall in fits if hall.county_id in seats), None)
    return () if hall is None else (StayPin(set_id=sets[1].set_id, hall_id=hall.hall_id, opens=opens, weeks=8),)


def make_visit_pins(
    scene: Scene, calendar: Calendar, depots: Sequence[Depot], stops: Sequence[Stop]
) -> tuple[VisitPin, ...]:
    """Return two visits that are promised already, on Wednesdays: near a depot where there are any, schools first."""
    here = {depot.county_id for depot in depots}
    around = {county.prefecture_id for county in scene.counties if county.county_id in here}
    near = {county.county_id for county in scene.counties if county.prefecture_id in around}
    easy = [stop for stop in stops if stop.county_id in near and _easy(stop)]
    easy.sort(key=lambda stop: (stop.county_id not in here, stop.kind != "school", stop.stop_id))
    days = [scene.window.first + timedelta(weeks=week, days=2) for week in (4, 8)]
    fitting = [day for day in days if day in scene.window and calendar.is_school_day(day)]
    return tuple(
        VisitPin(stop_id=stop.stop_id, day=day, caravan_id=None) for stop, day in zip(easy, fitting, strict=False)
    )


def _easy(stop: Stop) -> bool:
    """Tell whether any caravan can visit the stop on any Wednesday that is a school day."""
    always = all(window.first is None and window.last is None and 3 in window.weekdays for window in stop.windows)
    return always and not stop.themes_wanted and stop.road_class <= 2 and stop.area_m2 >= 120 and stop.power_w >= 3000
