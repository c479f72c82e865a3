"""Why a county is not served: not asked, impossible alone, no gap, or at what price."""

from __future__ import annotations

from scheduler.explain.county import CountyExplanation
from scheduler.explain.explain import explain_county, explain_unserved, neediest
from scheduler.explain.model import Price, PricedStage, Reason, Relaxation, ServiceExplanation
from scheduler.explain.relax import relax

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
    "relax",
]
