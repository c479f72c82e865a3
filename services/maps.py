"""Map pages of a problem and its plan: each is one HTML file that needs nothing beside it."""

from __future__ import annotations

from pathlib import Path

from scheduler.plan import Plan
from scheduler.problem import Problem
from services.map_before_after import before_after_html
from services.map_coverage import coverage_map_html
from services.map_need import need_map_html
from services.map_tours import tours_map_html
from services.map_year import year_map_html

__all__ = [
    "before_after_html",
    "coverage_map_html",
    "need_map_html",
    "tours_map_html",
    "write_maps",
    "year_map_html",
]


def write_maps(problem: Problem, plan: Plan, folder: Path) -> list[Path]:
    """Write need, coverage, before_after, tours and year (``.html``) into ``folder`` and return their paths."""
    pages = {
        "need": need_map_html(problem),
        "coverage": coverage_map_html(problem, plan),
        "before_after": before_after_html(problem, plan),
        "tours": tours_map_html(problem, plan),
        "year": year_map_html(problem, plan),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, html in pages.items():
        path = folder / f"{name}.html"
        path.write_text(html, "utf-8")
        paths.append(path)
    return paths
