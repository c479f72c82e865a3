"""A demo problem for any province: real counties, invented inventory, places and history, labelled as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.calendars import china_calendar
from core.errors import fail
from fleet.catalogue import vehicle_types
from maps.boundaries import read_boundaries
from maps.counties import read_counties
from maps.datum import Datum
from maps.defaults import default_need_policy, default_travel_model, province_of
from maps.model import BoundarySet, County, Stop
from maps.voronoi import voronoi_boundaries
from scheduler.need import need_permille
from scheduler.problem import SCHEMA_VERSION, DataLabel, Horizon, Organisation, Problem, Round
from services.sample_exhibits import make_kits, make_sets
from services.sample_fleet import make_caravans, make_crews, make_depots, make_teams
from services.sample_halls import make_halls
from services.sample_history import make_history, make_museums
from services.sample_parts import with_parts
from services.sample_places import Ground, grounds
from services.sample_rules import (
    make_caravan_rules,
    make_ceilings,
    make_duty,
    make_floors,
    make_not_asked,
    make_set_rules,
    make_stay_pins,
    make_visit_pins,
)
from services.sample_scene import FIRST_MONDAY, PlacePoint, Scene, org_of
from services.sample_stops import make_place_stops, make_stops
from services.sample_towns import read_places


def sample_problem(
    counties: Path,
    province: str,
    sets: int = 10,
    caravans: int = 20,
    stops: int = 1500,
    seed: int = 1,
    boundaries: Path | None = None,
    places: Path | None = None,
    datum: Datum = "wgs84",
    approval_number: str | None = None,
    whole: bool = False,
) -> Problem:
    """Return a demo problem from files: a county table, and where given outlines and real places.

    ``datum`` and ``approval_number`` (审图号) say what the outlines are; see :func:`maps.boundaries.read_boundaries`.

    See :func:`make_sample`; raises :class:`DapengError` with every fault of the files.
    """
    rows = read_counties(counties, province)
    if not rows:
        raise fail("province-empty", str(counties), province=province)
    outlines = read_boundaries(boundaries, rows, datum=datum, approval_number=approval_number) if boundaries else None
    return make_sample(
        rows,
        province,
        sets,
        caravans,
        stops,
        seed,
        boundaries=outlines,
        places=read_places(places, rows) if places else None,
        whole=whole,
    )


def make_sample(
    rows: Sequence[County],
    province: str,
    sets: int,
    caravans: int,
    stops: int,
    seed: int,
    boundaries: BoundarySet | None = None,
    places: Sequence[PlacePoint] | None = None,
    weeks: int = 52,
    whole: bool = False,
) -> Problem:
    """Return a demo problem: the same arguments give the same problem, to the byte.

    Parameters
    ----------
    rows
        Counties of a table (:func:`maps.counties.read_counties`); those of other provinces are left out.
    province
        Two-digit province code.
    sets, caravans, stops
        How many of each to invent.
    seed
        Of the random streams.
    boundaries
        Outlines; ``None``: Voronoi cells of the seats, labelled schematic.
    places
        Real places to use as stops (:func:`services.sample_towns.read_places`), at most ``stops`` of them; ``None``:
        invented stops.
    weeks
        Length of the horizon, from 2026-01-05.
    whole
        Also what is planned beside tours (:mod:`services.sample_parts`).

    Raises
    ------
    DapengError
        ``province-empty`` where the table has no county of the province.
    """
    counties = tuple(county for county in rows if county.code.startswith(province))
    if not counties:
        raise fail("province-empty", "counties", province=province)
    scene = Scene(
        province=province_of(province),
        counties=counties,
        boundaries=boundaries or voronoi_boundaries(counties),
        horizon=Horizon(first_monday=FIRST_MONDAY, weeks=weeks),
        seed=seed,
    )
    made = _with_wishes(_inventory(scene, sets, caravans, stops, places))
    return with_parts(made) if whole else made


def _inventory(scene: Scene, sets: int, caravans: int, stops: int, places: Sequence[PlacePoint] | None) -> Problem:
    """Return the problem without floors and ceilings, which depend on its need index."""
    ground = grounds(scene.counties, scene.boundaries)
    calendar = china_calendar(scene.province.code, scene.span.first, scene.span.last)
    set_exhibits, museum_sets = make_sets(scene, sets)
    depots = make_depots(scene, caravans)
    fleet = make_caravans(scene, depots, caravans)
    kit_exhibits, kits = make_kits(scene, fleet)
    halls = make_halls(scene, ground)
    made = make_stops(scene, ground, stops) if places is None else _place_stops(scene, ground, places, stops)
    return Problem(
        schema_version=SCHEMA_VERSION,
        problem_id=f"sample-{scene.province.code}-{scene.seed}",
        title_zh=f"{scene.province.name}流动科技馆与科普大篷车巡展（示例）",
        title_en=f"Mobile science museums and science caravans of {scene.province.name_en} (sample)",
        label=_label(places is not None),
        timezone="Asia/Shanghai",
        horizon=scene.horizon,
        rounds=(Round(round_id="R1", span=scene.span),),
        calendar=calendar,
        organisations=_organisations(scene),
        counties=scene.counties,
        boundaries=scene.boundaries,
        history=make_history(scene),
        museums=make_museums(scene),
        need_policy=default_need_policy(),
        travel=default_travel_model(),
        exhibits=set_exhibits + kit_exhibits,
        sets=museum_sets,
        kits=kits,
        halls=halls,
        setup_teams=make_teams(sets),
        set_rules=make_set_rules(),
        vehicle_types=vehicle_types(),
        depots=depots,
        caravans=fleet,
        crews=make_crews(scene, depots, fleet),
        stops=made,
        duty=make_duty(),
        caravan_rules=make_caravan_rules(scene),
        floors=(),
        ceilings=(),
        stay_pins=make_stay_pins(scene, halls, museum_sets, set_exhibits),
        visit_pins=make_visit_pins(scene, calendar, depots, made) if caravans else (),
        not_asked=make_not_asked(scene),
    )


def _place_stops(scene: Scene, ground: dict[str, Ground], places: Sequence[PlacePoint], count: int) -> tuple[Stop, ...]:
    here = {county.county_id for county in scene.counties}
    return make_place_stops(scene, ground, [place for place in places if place.county_id in here][:count])


def _with_wishes(problem: Problem) -> Problem:
    need = need_permille(problem)
    pinned = {hall.county_id for hall in problem.halls for pin in problem.stay_pins if pin.hall_id == hall.hall_id}
    not_asked = tuple(county_id for county_id in problem.not_asked if county_id not in pinned)
    return replace(
        problem,
        floors=make_floors(need, problem.halls, problem.stops, not_asked),
        ceilings=make_ceilings(need),
        not_asked=not_asked,
    )


def _organisations(scene: Scene) -> tuple[Organisation, ...]:
    """Return the tree of scopes: nation, province, prefectures, counties (not twice where a city is one county)."""
    province = org_of(scene.province.code)
    names = {county.prefecture_id: county.prefecture_name for county in scene.counties}
    return (
        Organisation(org_id="ORG-CN", name="全国", level="nation", parent_id=None),
        Organisation(org_id=province, name=scene.province.name, level="province", parent_id="ORG-CN"),
        *(
            Organisation(org_id=org_of(prefecture), name=name, level="prefecture", parent_id=province)
            for prefecture, name in sorted(names.items())
        ),
        *(
            Organisation(
                org_id=org_of(county.county_id),
                name=county.name,
                level="county",
                parent_id=org_of(county.prefecture_id),
            )
            for county in scene.counties
            if county.county_id != county.prefecture_id
        ),
    )


def _label(real_places: bool) -> DataLabel:
    parts = ("fleet", "crews", "sets", "exhibits", "halls", "stops", "history", "museums", "floors", "pins", "terms")
    zh = "演示数据：县的基本情况为公开事实；车辆、展品、场馆、人员与历史均为虚构；"
    en = "Demo data: counties are public facts; fleet, exhibits, halls, crews and history are invented; "
    places_zh = "停靠点的名称与坐标真实，受众与时间虚构" if real_places else "停靠点虚构"
    places_en = "stops have real names and places, all else about them is invented" if real_places else "so are stops"
    return DataLabel(
        invented=parts,
        notice_zh=f"{zh}{places_zh}。",
        notice_en=f"{en}{places_en}.",
    )
