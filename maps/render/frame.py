"""The frame of every map page: a folium map without tiles, and around it title, controls, side panel, footer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import folium
import jinja2
from branca.element import Figure, MacroElement
from folium.template import Template

from core.records import Area, Caption
from maps.render.links import localise
from maps.render.names import short_name
from maps.render.outlines import topology_of
from maps.render.policy import policy_element, scripts_of

MAP_ID = "dapeng"
SLOT = re.compile(r"(?:<!--|/\*)dapeng:(\w+)(?:-->|\*/)")


class _Slots(MacroElement):
    """Marks where the page's own parts go.

    They are put in after folium has rendered: what folium renders is read as a template once more, and a county
    called ``{{ x }}`` must stay a county.
    """

    _template = Template(
        "{% macro header(this, kwargs) %}<!--dapeng:style-->{% endmacro %}"
        "{% macro html(this, kwargs) %}<!--dapeng:body-->{% endmacro %}"
        "{% macro script(this, kwargs) %}/*dapeng:data*//*dapeng:script*/{% endmacro %}"
    )


def page(caption: Caption, areas: Sequence[Area], content: Mapping[str, Any], script: str) -> str:
    """Return a self-contained HTML page.

    Parameters
    ----------
    caption : Caption
        Title, sources, notices.
    areas : sequence of Area
        Outlines, drawn in this order.
    content : mapping
        JSON-like data of the page, joined with the areas as ``window.dapengData``.
    script : str
        Name of the page's own script in ``maps/render/page``, without ``.js``.
    """
    data = {
        "caption": to_json(caption),
        "areas": [
            {"id": a.area_id, "code": a.code, "name": a.name, "short": short_name(a.name), "group": a.group_name}
            for a in areas
        ],
        "topology": topology_of(areas),
        **content,
    }
    filled = {
        "style": f"<style>\n{part('page.css')}\n</style>",
        "body": _body(caption),
        "data": f"window.dapengData = {script_json(data)};\n",
        "script": f"{part('base.js')}\n{part(f'{script}.js')}\nstart(map_{MAP_ID}, window.dapengData);\n",
    }
    title = f"{caption.title.zh} {caption.title.en}".strip()
    filled["title"] = f"<title>{jinja2.filters.do_forceescape(title)}</title>"
    skeleton = _skeleton()
    filled["policy"] = policy_element(_fill(script, filled) for script in scripts_of(skeleton))
    return localise(_fill(skeleton, filled))


def _fill(text: str, filled: Mapping[str, str]) -> str:
    return SLOT.sub(lambda found: filled[found[1]], text)


def to_json(record: Any) -> Any:
    """Return a record, and records within it, as JSON-like content (dates as ISO text)."""
    if hasattr(record, "__dataclass_fields__"):
        return {name: to_json(getattr(record, name)) for name in record.__dataclass_fields__}
    if isinstance(record, Mapping):
        return {key: to_json(value) for key, value in record.items()}
    if isinstance(record, tuple | list):
        return [to_json(item) for item in record]
    return record.isoformat() if hasattr(record, "isoformat") else record


def script_json(data: Any) -> str:
    """Return JSON that can stand in a script: no name in it can end the script or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def part(name: str) -> str:
    """Return a file of ``maps/render/page``."""
    return resources.files("maps.render").joinpath("page", name).read_text("utf-8")


def _body(caption: Caption) -> str:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(part("body.html")).render(caption=caption)


@cache
def _skeleton() -> str:
    """Return folium's page with slots, the same for every map: no script in it is anybody else's."""
    chart = folium.Map(tiles=None, zoom_control=False, zoom_snap=0.05, zoom_delta=0.5)
    chart._id = MAP_ID  # folium draws a random id; the same plan gives the same page
    slots = _Slots()  # type: ignore[no-untyped-call]
    slots._id = "slots"
    slots.add_to(chart)
    figure = Figure()
    figure.add_child(chart)
    head = '<html lang="zh-CN">\n<head>\n<!--dapeng:policy-->\n<!--dapeng:title-->'
    return localise(figure.render().replace("<html>\n<head>", head, 1))
