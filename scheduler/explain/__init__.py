"""Why a county is not served: not asked, impossible alone, no gap, or at what price.

What it offers is imported when it is asked for: those who want a trial or the ground alone need no solvers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.explain.county import CountyExplanation
    from scheduler.explain.explain import explain_county, explain_unserved, neediest
    from scheduler.explain.model import Price, PricedStage, Reason, Relaxation, ServiceExplanation

__all__ = [
    "CountyExplanation",
    "Price",
    "PricedStage",
    "Reason",
    "Relaxation",
    "ServiceExplanation",
    "explain_county",
    "explain_unserved",
    "neediest",
]
_HOMES = {"CountyExplanation": "county"} | dict.fromkeys(("explain_county", "explain_unserved", "neediest"), "explain")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"scheduler.explain.{_HOMES.get(name, 'model')}"), name)
