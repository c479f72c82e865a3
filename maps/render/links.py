"""Make a page carry everything itself: folium's links to other servers become local files, or an error."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from core.errors import fail

LOCAL = frozenset({"leaflet.js", "leaflet.css"})
"""Files that pages need; they are written into the page itself, so that it can be e-mailed as one file."""
UNUSED = frozenset(
    {
        "jquery-3.7.1.min.js",
        "bootstrap.bundle.min.js",
        "bootstrap.min.css",
        "bootstrap-glyphicons.css",
        "all.min.css",
        "leaflet.awesome-markers.js",
        "leaflet.awesome-markers.css",
        "leaflet.awesome.rotate.min.css",
    }
)
"""Files that folium links for parts (icon markers) that these pages do not have."""
SCRIPT = re.compile(r'<script\s+src="([^"]*)"\s*>\s*</script>')
STYLE = re.compile(r'<link\s+rel="stylesheet"\s+href="([^"]*)"\s*/?>')
LINK = re.compile(r"""<(?:script|link|img|iframe|object|embed|source|use|image)\b[^>]*?\b(?:src|href|data)\s*=""", re.I)
REMOTE_CSS = re.compile(r"""url\(\s*['"]?(?!#|data:)[^)]*\)|@import""")


def localise(html: str) -> str:
    """Return ``html`` with every linked script and style inlined from local files.

    Raises
    ------
    DapengError
        ``map-link-unknown`` for a link that is neither known nor known to be unused.
    """
    html = SCRIPT.sub(lambda found: _script(found[1]), html)
    html = STYLE.sub(lambda found: _style(found[1]), html)
    left = LINK.search(_without_inline(html))
    if left:
        raise fail("map-link-unknown", "html", link=left[0])
    return html


def _script(url: str) -> str:
    name = _known(url)
    return f"<script>\n{asset(name)}\n</script>" if name else ""


def _style(url: str) -> str:
    name = _known(url)
    return f"<style>\n{asset(name)}\n</style>" if name else ""


def _known(url: str) -> str | None:
    """Return the local file of a link, ``None`` for one that is left out."""
    name = url.rpartition("/")[2]
    if name in UNUSED:
        return None
    if name not in LOCAL:
        raise fail("map-link-unknown", "html", link=url)
    return name


def _without_inline(html: str) -> str:
    """Return the markup alone: what stands inside scripts and styles is not a link."""
    return re.sub(r"(<(script|style)\b[^>]*>).*?(</\2>)", r"\1\3", html, flags=re.DOTALL)


@cache
def asset(name: str) -> str:
    """Return the text of a front-end file, fit for inlining: no pictures beside it, no map file for debuggers."""
    file = resources.files("maps.render").joinpath("assets", name)
    if not file.is_file():
        raise fail("asset-missing", f"maps/render/assets/{name}", name=name)
    text = re.sub(r"\s*(//|/\*)# sourceMappingURL=\S*( \*/)?\s*$", "", file.read_text("utf-8"))
    if name.endswith(".css"):
        return REMOTE_CSS.sub("none", text)
    return text
