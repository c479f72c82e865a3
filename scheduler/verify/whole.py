"""Rules of the whole plan: what it was made from, and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.fingerprint import fingerprint
from scheduler.plan import Section, StageId, StageResult
from scheduler.rules import Violation, violation
from scheduler.verify.figures import caravan_figures, set_figures, trivial_bounds
from scheduler.verify.stays import set_reference
from scheduler.verify.tours import tour_reference
from scheduler.verify.view import View
from scheduler.wire import dump_problem

STAGES: tuple[StageId, ...] = ("shortage", "coverage", "worst_prefecture", "cost")
MAXIMISED = ("coverage", "worst_prefecture")


def plan_problem(view: View) -> Iterator[Violation]:
    """The pinned fingerprints and versions are the problem's."""
    content = dump_problem(view.problem)
    expected = {
        "problem": fingerprint(content),
        **{part: _pinned(content[part]) for part in ("calendar", "need_policy", "travel")},
    }
    for field, wanted in expected.items():
        found = getattr(view.plan.pinned, field)
        if found != wanted:
            yield violation("plan.problem", "differs", f"/pinned/{field}", field=field, found=found, expected=wanted)


def _pinned(part: dict[str, Any]) -> str:
    return f"{part['version']} {fingerprint(part)}"


def plan_figures(view: View) -> Iterator[Violation]:
    """Each stage's value is what the plan gives, and its bound does not contradict it.

    A section that names unknown things cannot be evaluated: the reference rules refuse it.
    """
    plan = view.plan
    if not any(set_reference(view)) and len(view.stays) == len(plan.stays) and not _odd_overhauls(view):
        yield from _section(view, "sets", bool(plan.stays or plan.overhauls))
    if not any(tour_reference(view)):
        yield from _section(view, "caravans", bool(plan.tours))


def _odd_overhauls(view: View) -> bool:
    return len(view.overhauls) != len(view.plan.overhauls)


def _section(view: View, section: Section, has_parts: bool) -> Iterator[Violation]:
    stages = [(index, stage) for index, stage in enumerate(view.plan.stages) if stage.section == section]
    found = sorted(stage.stage for _, stage in stages)
    if found != sorted(STAGES) and (has_parts or found):
        listed = ", ".join(found) or "—"
        yield violation("plan.figures", "stages", "/stages", section=section, found=listed)
        return
    values = set_figures(view) if section == "sets" else caravan_figures(view)
    trivial = trivial_bounds(view)
    for index, stage in stages:
        yield from _stage(f"/stages/{index}", stage, values[section, stage.stage])
        yield from _trivial(f"/stages/{index}", stage, trivial.get((section, stage.stage), 0))


def _trivial(path: str, stage: StageResult, expected: int) -> Iterator[Violation]:
    if stage.trivial_bound != expected:
        names = {"section": stage.section, "stage": stage.stage}
        yield violation("plan.figures", "trivial", path, **names, expected=expected, found=stage.trivial_bound)


def _stage(path: str, stage: StageResult, expected: int) -> Iterator[Violation]:
    names = {"section": stage.section, "stage": stage.stage}
    sense = "max" if stage.stage in MAXIMISED else "min"
    if stage.sense != sense:
        yield violation("plan.figures", "sense", path, **names, expected=sense, found=stage.sense)
    if stage.value != expected:
        yield violation("plan.figures", "value", path, **names, expected=expected, found=stage.value)
    worse = stage.bound - stage.value if sense == "min" else stage.value - stage.bound
    if worse > 0:
        yield violation("plan.figures", "bound", path, **names, bound=stage.bound, value=stage.value)
    elif stage.status == "optimal" and worse < 0:
        yield violation("plan.figures", "optimal", path, **names, bound=stage.bound, value=stage.value)
