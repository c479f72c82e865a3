"""The registry of rules and objective terms, and the record of a broken rule.

The texts live in ``scheduler/data/rules.toml``, the maths in ``docs/model.md``; both use the same ids.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from core.errors import Language
from core.record import record


@record
class Rule:
    """A hard rule, or a term of the objective."""

    rule_id: str
    section: Literal["sets", "caravans", "plan", "staff"]
    kind: Literal["hard", "soft", "roster"]
    """``roster``: a rule of rosters, no part of the plan.
    ``soft``: a term of the objective, named ``<section>.<stage>``."""
    unit: str
    title_zh: str
    title_en: str
    cases: Mapping[str, Mapping[str, str]]
    """Way of breaking it -> language -> text with facts in braces; empty for objective terms."""

    def title(self, language: Language = "zh") -> str:
        """Return the short name, in ``language``."""
        return self.title_zh if language == "zh" else self.title_en


@record
class Violation:
    """One place where a plan breaks one rule."""

    rule_id: str
    case: str
    """Which of the rule's ways of being broken."""
    place: str
    """Path into the plan's JSON, e.g. ``/tours/12/days/1/activities/3``; ``/`` for the plan as a whole."""
    facts: Mapping[str, str]
    """The values that the text speaks of."""

    def text(self, language: Language = "zh") -> str:
        """Return what is wrong, in ``language``, without id and place."""
        return rules()[self.rule_id].cases[self.case][language].format(**self.facts)

    def line(self, language: Language = "zh") -> str:
        """Return one line for people: id, place, text."""
        return f"{self.rule_id} {self.place}: {self.text(language)}"


def violation(rule_id: str, case: str, place: str, **facts: object) -> Violation:
    """Return a :class:`Violation`; raises ``KeyError`` at once for a case without texts or a fact left out."""
    made = Violation(rule_id=rule_id, case=case, place=place, facts={key: str(value) for key, value in facts.items()})
    made.text("zh"), made.text("en")
    return made


@cache
def rules() -> dict[str, Rule]:
    """Return every rule and objective term by id, in the order of ``docs/model.md``."""
    texts = tomllib.loads(resources.files("scheduler").joinpath("data/rules.toml").read_text("utf-8"))
    return {rule_id: Rule(rule_id=rule_id, **{"cases": {}, **entry}) for rule_id, entry in texts.items()}
