"""Demands that sets alone can meet, and which set shows what they ask for."""

from __future__ import annotations

from scheduler.campaigns.demands import Demand, demands_of, set_themes
from scheduler.problem import Problem


def set_demands(problem: Problem) -> tuple[Demand, ...]:
    """Return the demands for stays of sets."""
    if not (problem.campaign_targets or problem.joint_actions):
        return ()
    return tuple(demand for demand in demands_of(problem) if demand.service == "set")


def served_by(problem: Problem, set_id: str) -> tuple[int, ...]:
    """Return which of the demands for sets count a stay of this set, by its themes."""
    demands = set_demands(problem)
    themes = set_themes(problem, set_id) if any(demand.themes for demand in demands) else frozenset()
    return tuple(n for n, demand in enumerate(demands) if not demand.themes or themes.intersection(demand.themes))
