"""Phrases of explanations in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from core.errors import Language


def phrase(name: str, language: Language, **facts: object) -> str:
    """Return the phrase ``name`` in ``language`` with its facts filled in."""
    return phrases()[name][language].format(**facts)


@cache
def phrases() -> dict[str, dict[str, str]]:
    """Return every phrase: name -> language -> template."""
    return tomllib.loads(resources.files("scheduler").joinpath("data/explain.toml").read_text("utf-8"))
