"""The need map."""

from __future__ import annotations

from core.records import Figure, Level, Moment, ScorePart, Words
from maps.need import ComponentValue, NeedRow
from maps.render.choropleth import choropleth_page
from scheduler.need import need_of
from scheduler.problem import Problem
from services.map_common import areas_of, caption_of, choice
from services.units import UNITS


def need_map_html(problem: Problem) -> str:
    """Return the page of the need index: classes by natural breaks, every component of every county."""
    policy = problem.need_policy
    title = Words(zh="科普服务需求图", en="Need for mobile science services")
    source = Words(
        zh=f"需求政策 {policy.version}（截至 {policy.as_of}），各分项来源见县详情",
        en=f"need policy {policy.version} as of {policy.as_of}; sources of the components with each county",
    )
    return choropleth_page(caption_of(problem, title, source), areas_of(problem), [_level(problem)])


def _level(problem: Problem) -> Level:
    return Level(
        level_id="need",
        name=Words(zh="需求指数", en="need index"),
        about=Words(
            zh="0 需求最低，1000 最高；各分项按权重加权平均，缺项的权重由其余分项按比例分担。未知不当作零。",
            en="0 least, 1000 most: the weighted mean of its components; the weight of a missing one is shared by the "
            "others. Not known is never zero.",
        ),
        unit=Words(zh="‰", en=""),
        scale="index",
        moments=(_moment(problem),),
    )


def _moment(problem: Problem) -> Moment:
    rows = {row.county_id: row for row in need_of(problem).rows}
    total = sum(part.weight for part in problem.need_policy.components_in_force)
    complete = sum(row.known_weight == total for row in rows.values())
    return Moment(
        moment_id="now",
        name=Words(zh="现状", en="now"),
        summary=Words(
            zh=f"{len(rows)} 县中 {complete} 县各分项齐全。",
            en=f"All components are known for {complete} of {len(rows)} counties.",
        ),
        figures=tuple(_figure(rows[county.county_id], len(rows), total) for county in problem.counties),
    )


def _figure(row: NeedRow, counties: int, total: int) -> Figure:
    rank = Words(zh=f"第 {row.rank} 名，共 {counties} 县", en=f"rank {row.rank} of {counties}")
    known = Words(
        zh=f"已知分项权重 {row.known_weight}，共 {total}", en=f"components known: weight {row.known_weight} of {total}"
    )
    return Figure(
        area_id=row.county_id,
        value=row.permille,
        text=Words(zh=f"{row.permille} ‰", en=f"need {row.permille} permille"),
        lines=(rank,) if row.known_weight == total else (rank, known),
        parts=tuple(_part(value) for value in row.components),
    )


def _part(value: ComponentValue) -> ScorePart:
    return ScorePart(
        name=choice("component_id", value.component_id),
        raw=value.raw,
        unit=UNITS.get(value.unit, value.unit),
        normalised_permille=None if value.normalised is None else round(1000 * value.normalised),
        weight=value.weight,
        source=value.source,
        note=Words(zh=value.note_zh, en=value.note_en),
    )
