"""Pages of areas coloured by class: need, coverage by level, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.records import Area, Caption, Figure, Level, ScorePart
from maps.render.classes import class_index, classes_of
from maps.render.frame import page, to_json


def choropleth_page(caption: Caption, areas: Sequence[Area], levels: Sequence[Level]) -> str:
    """Return a page that shows one of ``levels`` at a time; with several moments, a switch between them.

    The figures of every moment stand in the order of ``areas``. What is shown lies in ``window.dapengData``:
    ``levels`` as given, each figure with the index of its ``class``; the parts of scores as
    [index into ``part_kinds``, raw value, normalised permille, note zh, note en].
    """
    kinds = _Kinds()
    content = {"kind": "choropleth", "levels": [_level(level, kinds) for level in levels], "part_kinds": kinds.rows}
    return page(caption, areas, content, "choropleth")


class _Kinds:
    """What parts of scores have in common, each once: every area has all of them."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def row(self, part: ScorePart) -> list[Any]:
        kind = {name: to_json(getattr(part, name)) for name in ("name", "unit", "weight", "source")}
        if kind not in self.rows:
            self.rows.append(kind)
        return [self.rows.index(kind), part.raw, part.normalised_permille, part.note.zh, part.note.en]


def _level(level: Level, kinds: _Kinds) -> dict[str, Any]:
    classes = classes_of(level)

    def figure(one: Figure) -> dict[str, Any]:
        parts = [kinds.row(part) for part in one.parts]
        return {**to_json(one), "parts": parts, "class": class_index(one.value, classes)}

    moments = [{**to_json(m), "figures": [figure(one) for one in m.figures]} for m in level.moments]
    shown = [{"colour": one.colour, "label": to_json(one.label)} for one in classes]
    return {**to_json(level), "moments": moments, "classes": shown}
