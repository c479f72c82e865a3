"""A small problem and a plan made by hand that obeys every rule; each rule is one change away from being broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from core.calendar import Calendar, DateSpan
from core.concave import Breakpoint, GainCurve
from exhibits.library import Library, Loan
from exhibits.model import Exhibit, ExhibitSet, Kit, RepairCycle, Zone
from fleet.model import Caravan, Crew, Depot, DutyPolicy, SetupTeam, VehicleType
from maps.model import CodeName, County, CountyHistory, Hall, Stop, TravelModel, VisitWindow
from maps.policy import Component, NeedPolicy
from scheduler.problem import (
    CaravanRules,
    Ceiling,
    DataLabel,
    Floor,
    Horizon,
    Organisation,
    Problem,
    Round,
    SetRules,
    StayPin,
    VisitPin,
)

INVENTED = "assumption"
OWNED = {"owner_id": "org", "custodian_id": "org"}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def span(first: str, last: str) -> DateSpan:
    return DateSpan(first=day(first), last=day(last))


def county(county_id: str, prefecture_id: str, lon: float, lat: float, rural: int) -> County:
    name = CodeName(code="520001", name=f"县{county_id}", name_en=None, valid_from=None, valid_to=None, source=INVENTED)
    return County(
        county_id=county_id,
        codes=(name,),
        prefecture_id=prefecture_id,
        prefecture_name=f"市{prefecture_id}",
        lon=lon,
        lat=lat,
        terrain="mountain",
        area_km2=1500.0,
        population=1000,
        rural_population=rural,
        population_5_14=100,
        schooling_years=8.0,
        township_count=4,
        flags=(),
        flags_known=(),
        successor_ids=(),
        sources={},
    )


def exhibit(exhibit_id: str, condition: str = "working", **changes: Any) -> Exhibit:
    made = Exhibit(
        exhibit_id=exhibit_id,
        name=f"展品{exhibit_id}",
        theme="light",
        footprint_m2=10.1,
        mass_g=50_000,
        volume_l=200,
        power_w=300,
        age_min=6,
        age_max=15,
        condition=condition,  # type: ignore[arg-type]
        **OWNED,
    )
    return replace(made, **changes)


def museum_set(set_id: str, exhibit_ids: tuple[str, ...], repair: RepairCycle, *unavailable: DateSpan) -> ExhibitSet:
    zone = Zone(zone_id=f"{set_id}-z", name="声光体验", theme="light", exhibit_ids=exhibit_ids)
    return ExhibitSet(
        set_id=set_id,
        name=f"套{set_id}",
        zones=(zone,),
        split_of=None,
        lon=106.70,
        lat=26.60,
        home_county_id="A",
        setup_days=5,
        teardown_days=3,
        trucks=2,
        cost_fen_per_km=700,
        cost_fen_per_move=100_000,
        repair=repair,
        unavailable=unavailable,
        **OWNED,
    )


def hall(hall_id: str, county_id: str, lon: float, lat: float, **changes: Any) -> Hall:
    made = Hall(
        hall_id=hall_id,
        name=f"展厅{hall_id}",
        county_id=county_id,
        lon=lon,
        lat=lat,
        area_m2=50.0,
        power_w=2000,
        available=(span("03-02", "08-30"),),
    )
    return replace(made, **changes)


MORNING = VisitWindow(
    weekdays=(1, 2, 3, 4, 5), first=None, last=None, open_min=480, close_min=720, school_days_only=True
)
AFTERNOON = replace(MORNING, open_min=840, close_min=1020)
SATURDAY = replace(MORNING, weekdays=(6,), school_days_only=False)


def stop(stop_id: str, county_id: str, lon: float, lat: float, setting: str, audience: int, **changes: Any) -> Stop:
    made = Stop(
        stop_id=stop_id,
        name=f"点{stop_id}",
        kind="school",
        county_id=county_id,
        township_id=None,
        township_name=None,
        setting=setting,  # type: ignore[arg-type]
        lon=lon,
        lat=lat,
        located="invented",
        audience=audience,
        visit_min=90,
        windows=(MORNING, AFTERNOON),
        road_class=2,
        area_m2=40.0,
        power_w=0,
        themes_wanted=(),
    )
    return replace(made, **changes)


def vehicle_type(type_id: str, road_class_max: int, speed_percent: int) -> VehicleType:
    return VehicleType(
        type_id=type_id,
        name=f"{type_id}型",
        payload_g=1_000_000,
        volume_l=5_000,
        crew_size=2,
        road_class_max=road_class_max,  # type: ignore[arg-type]
        speed_percent=speed_percent,
        cost_fen_per_km=333,
        cost_fen_per_day=50_000,
        power_w=2_000,
        source=INVENTED,
    )


def caravan(caravan_id: str, type_id: str, out_days_max: int, *unavailable: DateSpan) -> Caravan:
    return Caravan(
        caravan_id=caravan_id,
        name=f"车{caravan_id}",
        type_id=type_id,
        depot_id="D1",
        kit_id=f"kit-{caravan_id}",
        out_days_max=out_days_max,
        unavailable=unavailable,
        in_service_since=None,
        odometer_km=None,
        **OWNED,
    )


def crew(crew_id: str, out_days_max: int = 9, leave: tuple[DateSpan, ...] = (), **changes: Any) -> Crew:
    made = Crew(
        crew_id=crew_id,
        name=f"组{crew_id}",
        depot_id="D1",
        size=2,
        licensed_type_ids=("I", "II"),
        skills=(),
        out_days_max=out_days_max,
        leave=leave,
    )
    return replace(made, **changes)


NO_REPAIR = RepairCycle(weeks=0, within=())


def _inventory() -> dict[str, Any]:
    s1, s2 = tuple(f"s1-{n}" for n in range(4)), ("s2-0", "s2-1")
    made = [exhibit(name) for name in (*s1[:3], *s2, "s3-0", "s4-0", "k1", "k2", "k3")]
    made += [exhibit(s1[3], "in_repair"), exhibit("s3-1", "not_shown")]
    return {
        "exhibits": tuple(made),
        "sets": (
            museum_set("S1", s1, RepairCycle(weeks=2, within=(span("05-11", "06-07"),))),
            museum_set("S2", s2, NO_REPAIR, span("08-20", "08-30")),
            museum_set("S3", ("s3-0", "s3-1"), NO_REPAIR),
            museum_set("S4", ("s4-0",), NO_REPAIR, span("03-02", "04-30")),
        ),
        "kits": tuple(Kit(kit_id=f"kit-V{n}", name=f"展箱{n}", exhibit_ids=(f"k{n}",), **OWNED) for n in (1, 2, 3)),
        "halls": (
            hall("hA", "A", 106.71, 26.61, available=(span("03-02", "05-20"), span("06-01", "08-30"))),
            hall("hA2", "A", 106.72, 26.61),
            hall("hB", "B", 107.51, 26.31),
            hall("hB-small", "B", 107.51, 26.31, area_m2=30.2),
            hall("hB-weak", "B", 107.51, 26.31, power_w=899),
            hall("hB-shut", "B", 107.51, 26.31, available=(span("03-02", "07-01"), span("07-02", "08-30"))),
            hall("hC", "C", 106.91, 27.71),
            hall("hD", "D", 104.81, 26.61),
        ),
        "setup_teams": (
            SetupTeam(team_id="T1", name="布展一队", leave=()),
            SetupTeam(team_id="T2", name="布展二队", leave=(span("06-03", "06-04"),)),
            SetupTeam(team_id="T3", name="布展三队", leave=()),
        ),
    }


def _fleet() -> dict[str, Any]:
    return {
        "vehicle_types": (vehicle_type("I", 3, 80), vehicle_type("II", 3, 100)),
        "depots": (
            Depot(depot_id="D1", name="一库", county_id="A", lon=106.70, lat=26.60, org_id="org"),
            Depot(depot_id="D2", name="二库", county_id="C", lon=106.90, lat=27.70, org_id="org"),
        ),
        "caravans": (
            caravan("V1", "I", 3),
            caravan("V2", "II", 9, span("04-06", "04-12")),
            caravan("V3", "II", 9),
        ),
        "crews": (
            crew("K1", out_days_max=3),
            crew("K2", leave=(span("04-13", "04-19"),)),
            crew("K-far", depot_id="D2"),
            crew("K-novice", licensed_type_ids=("I",)),
            crew("K-single", size=1),
        ),
        "stops": (
            stop("s1", "B", 107.55, 26.35, "seat", 400),
            stop("s2", "B", 107.60, 26.40, "township", 300),
            stop("s3", "C", 106.80, 27.60, "village", 100),
            stop("s4", "A", 106.80, 26.65, "seat", 500, kind="community"),
            stop("s5", "A", 106.85, 26.70, "village", 200, kind="community"),
            stop("s6-track", "D", 106.86, 26.70, "township", 100, road_class=4),
            stop("s7-narrow", "D", 106.86, 26.71, "township", 100, area_m2=10.0),
            stop("s7-choosy", "D", 106.86, 26.71, "township", 100, themes_wanted=("chemistry",)),
            stop("s8", "D", 106.87, 26.71, "township", 100, windows=(MORNING, AFTERNOON, SATURDAY)),
            stop("s9", "A", 106.87, 26.72, "township", 300),
        ),
    }


def _loans() -> dict[str, Any]:
    library = Library(
        library_id="lib",
        name="资源库",
        org_id="org",
        county_id="A",
        exhibit_ids=("s4-0",),
        show_ids=(),
        set_ids=(),
        caravan_ids=("V3",),
        community_exhibit_ids=(),
        turnaround_days=1,
        source=INVENTED,
    )
    out = Loan(
        loan_id="L1",
        library_id="lib",
        borrower_id="org",
        county_id="B",
        stop_id=None,
        span=span("08-24", "08-28"),
        exhibit_ids=("s4-0",),
        show_ids=(),
        set_ids=(),
        caravan_ids=(),
        kit_id=None,
        splits_set=False,
        request_id=None,
    )
    van = replace(out, loan_id="L2", span=span("04-20", "04-22"), exhibit_ids=(), caravan_ids=("V3",))
    return {"libraries": (library,), "loans": (out, van)}


def _rules() -> dict[str, Any]:
    days_gain = (Breakpoint(at=40, gain_permille=600), Breakpoint(at=80, gain_permille=1000))
    share_gain = (Breakpoint(at=500, gain_permille=700), Breakpoint(at=1000, gain_permille=1000))
    return {
        "set_rules": SetRules(
            stay_weeks=(8, 9, 10),
            open_weekdays=(3, 4, 5, 6, 7),
            vacation_day_percent=50,
            gain=GainCurve(corners=days_gain, source=INVENTED),
            min_hall_area_percent=100,
            min_intact_percent=60,
            truck_day_drive_max_min=480,
            sources={},
        ),
        "duty": DutyPolicy(
            day_start_min=420,
            day_end_min=1200,
            drive_day_max_min=340,
            duty_day_max_min=600,
            continuous_drive_max_min=100,
            rest_min=20,
            tour_days_max=3,
            sources={},
        ),
        "caravan_rules": CaravanRules(
            window=span("03-02", "05-31"),
            township_share_min_percent=50,
            gain=GainCurve(corners=share_gain, source=INVENTED),
            sources={},
            apart_from_sets=True,
            class_times=(MORNING, AFTERNOON),
        ),
        "joint_counties": ("A",),
        "floors": (
            Floor(county_id="B", service="set", minimum=1, hard=True),
            Floor(county_id="C", service="set", minimum=2, hard=False),
            Floor(county_id="B", service="caravan", minimum=2, hard=True),
            Floor(county_id="C", service="caravan", minimum=1, hard=False),
        ),
        "ceilings": (Ceiling(county_id="A", maximum=2),),
        "stay_pins": (StayPin(set_id="S2", hall_id="hC", opens=day("03-16"), weeks=10),),
        "visit_pins": (VisitPin(stop_id="s2", day=day("03-24"), caravan_id="V1"),),
        "not_asked": ("D",),
    }


def _world() -> dict[str, Any]:
    rural = Component(component_id="rural_share", weight=1, unit="%", low=0.0, high=100.0, source=INVENTED)
    counties = (
        county("A", "P1", 106.70, 26.60, 400),
        county("B", "P1", 107.50, 26.30, 800),
        county("C", "P2", 106.90, 27.70, 500),
        county("D", "P2", 104.80, 26.60, 900),
    )
    return {
        "horizon": Horizon(first_monday=day("03-02"), weeks=26),
        "rounds": (
            Round(round_id="R1", span=span("03-02", "05-31")),
            Round(round_id="R2", span=span("06-01", "08-30")),
        ),
        "calendar": Calendar(
            version="test/1",
            status="official",
            source=INVENTED,
            holidays=(span("04-04", "04-06"), span("05-01", "05-05"), span("06-19", "06-21")),
            makeup_workdays=(day("05-09"),),
            terms=(span("03-02", "07-10"),),
            terms_source=INVENTED,
        ),
        "organisations": (Organisation(org_id="org", name="科协", level="province", parent_id=None),),
        "counties": counties,
        "boundaries": None,
        "history": tuple(
            CountyHistory(county_id=c.county_id, known_since=None, services=(), fixed_museum_known=False)
            for c in counties
        ),
        "museums": (),
        "need_policy": NeedPolicy(
            version="test/1",
            as_of=day("03-01"),
            components=(rural,),
            lists=(),
            museum_reach_km=60.0,
            missing_rule="reweight",
        ),
        "travel": TravelModel(
            version="test/1",
            winding_percent={"mountain": 150},
            trunk_speed_kph={"mountain": 60},
            access_speed_kph={"1": 50, "2": 40, "3": 30, "4": 20},
            access_max_m=5000,
            season_percent=100,
            source=INVENTED,
        ),
    }


@cache
def golden_problem() -> Problem:
    """Four counties, four sets, three caravans; need of A 400, B 800, C 500, D 900."""
    return Problem(
        schema_version="1",
        problem_id="golden",
        title_zh="规则校验样例",
        title_en="Sample for the rules",
        label=DataLabel(invented=("all",), notice_zh="虚构", notice_en="invented"),
        timezone="Asia/Shanghai",
        **_world(),
        **_inventory(),
        **_rules(),
        **_fleet(),
        **_loans(),
    )
