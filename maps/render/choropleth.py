"""Pages of areas coloured by class: need, coverage by level, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.records import Area, Caption, Figure, Level
from maps.render.classes import class_index, classes_of
from maps.render.frame import page, to_json


def choropleth_page(caption: Caption, areas: Sequence[Area], levels: Sequence[Level]) -> str:
    """Return a page that shows one of ``levels`` at a time; with several moments, a switch between them.

    The figures of every moment stand in the order of ``areas``. What is shown lies in ``window.dapengData.levels``.
    """
    return page(caption, areas, {"kind": "choropleth", "levels": [_level(level) for level in levels]}, "choropleth")


def _level(level: Level) -> dict[str, Any]:
    classes = classes_of(level)

    def figure(one: Figure) -> dict[str, Any]:
        return {**to_json(one), "class": class_index(one.value, classes)}

    moments = [{**to_json(m), "figures": [figure(one) for one in m.figures]} for m in level.moments]
    shown = [{"colour": one.colour, "label": to_json(one.label)} for one in classes]
    return {**to_json(level), "moments": moments, "classes": shown}
