"""The figures of a changed plan, with bounds that still hold."""

from __future__ import annotations

from dataclasses import replace

from scheduler.plan import Plan, Section, StageResult
from scheduler.verify.figures import caravan_figures, set_figures, trivial_bounds
from scheduler.verify.view import View

FALLBACK = "trivial"


def stamped(view: View, before: Plan, *, bounds_hold: bool = True) -> Plan:
    """Return the view's plan with the values of its stays and tours, and the bounds of ``before`` where they hold.

    A bound says that no plan that is as good in the stages before has a better value. So it holds for a plan that is
    as good in those stages; behind the first stage that became worse, bounds are trivial ones. ``before`` must be a
    plan of the same problem, or of one that allows more; else ``bounds_hold`` is false and all bounds are trivial ones.
    """
    values = {**set_figures(view), **caravan_figures(view)}
    trivial = trivial_bounds(view)
    stages: list[StageResult] = []
    as_good: dict[Section, bool] = {"sets": bounds_hold, "caravans": bounds_hold}
    for stage in before.stages:
        key = (stage.section, stage.stage)
        if as_good[stage.section]:
            bound, method = stage.bound, stage.method
        else:
            bound, method = trivial.get(key, 0), FALLBACK
        value = values[key]
        if value < bound if stage.sense == "min" else value > bound:  # what an edited plan calls a bound may be none
            bound, method = trivial.get(key, 0), FALLBACK
        status = "optimal" if bound == value else "feasible"
        whole = trivial.get(key, 0)
        stages.append(replace(stage, value=value, bound=bound, method=method, status=status, trivial_bound=whole))  # type: ignore[arg-type]
        worse = value > stage.value if stage.sense == "min" else value < stage.value
        as_good[stage.section] = as_good[stage.section] and not worse
    return replace(view.plan, stages=tuple(stages))
