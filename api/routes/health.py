"""Is the service up?"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from api.context import Reading

router = APIRouter(tags=["service"])


class Health(BaseModel):
    """State of the service."""

    status: str


@router.get("/health", summary="服务是否正常 / is the service up")
def health(unit: Reading) -> Health:
    """Answer ``ok`` where the store can be read; says nothing else to strangers."""
    unit.facts.get("demo")
    return Health(status="ok")
