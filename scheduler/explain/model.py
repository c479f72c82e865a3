"""What an explanation says: facts only; the words are in ``scheduler/data/explain.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from core.errors import Fault, Language
from core.record import record
from scheduler.explain.texts import phrase
from scheduler.plan import Overhaul, Section, StageId, Stay, Tour
from scheduler.rules import Violation, rules

Stage = Literal["served", "not_asked", "impossible", "no_gap", "gap", "price"]
"""How far the question "why not?" had to go; ``gap``: a place was found, nothing stands in the way."""
Names = Mapping[str, str]
"""Id -> name of what is spoken of."""
FEN_PER_YUAN = 100
LEAST_SHOWN = 0.1
NO_NAMES: Names = MappingProxyType({})
Change = Literal[
    "ask",
    "hall_added",
    "hall_area",
    "hall_power",
    "hall_open",
    "set_intact",
    "set_free",
    "set_near",
    "loan_moved",
    "journey_moved",
    "contract_longer",
    "territory_wider",
    "joint_allowed",
    "class_waived",
    "rounds_wide",
    "horizon_longer",
    "repair_waived",
    "team_free",
    "team_added",
    "stop_added",
    "stop_area",
    "stop_power",
    "stop_themes",
    "stop_open",
    "type_payload",
    "type_volume",
    "type_road",
    "caravan_days",
    "caravan_free",
    "crew_added",
    "crew_days",
    "crew_free",
    "ceiling_raised",
    "drive_day",
    "duty_day",
    "tour_days",
]


@record
class Relaxation:
    """One change of the problem that takes one rule out of the way; :func:`scheduler.explain.relax` applies it."""

    rule_id: str
    change: Change
    target_id: str
    """Id of what is changed: a hall, set, team, stop, type, caravan, crew, depot or county; empty for settings."""
    amount: int
    """New value in the unit of what is changed (m2, W, g, l, percent, days, minutes); 0 where there is none."""

    def text(self, language: Language = "zh", names: Names = NO_NAMES) -> str:
        """Return what to change, in ``language``; ``names``: id -> name, as far as known."""
        known = names.get(self.target_id)
        target = f"{known} ({self.target_id})" if known else self.target_id
        return phrase(f"change_{self.change}", language, target=target, amount=self.amount)


@record
class Reason:
    """One rule that stands in the way."""

    violation: Violation
    """The rule with the facts of one place, as an example."""
    count: int
    """Places where it stands in the way."""
    relaxation: Relaxation | None
    """What would mend the example; ``None`` where only another plan would."""

    @property
    def nothing_to_pair(self) -> bool:
        """Tell whether there is no hall, set or team at all, hence nothing that could be counted."""
        return self.violation.case.startswith("no_")

    def text(self, language: Language = "zh", names: Names = NO_NAMES, *, with_mend: bool = True) -> str:
        """Return rule, count and example, and what would mend the example, in ``language``."""
        rule = rules()[self.violation.rule_id]
        facts = {"title": rule.title(language), "rule_id": rule.rule_id, "count": self.count}
        name = "reason_bare" if self.nothing_to_pair else "reason"
        line = phrase(name, language, **facts, example=self.violation.text(language))
        if self.relaxation is None or not with_mend:
            return line
        return line + phrase("mend", language, mend=self.relaxation.text(language, names))


@record
class PricedStage:
    """One stage of the objective, as planned and with the county forced in."""

    stage: StageId
    planned: int
    planned_bound: int
    forced: int
    forced_bound: int
    whole: int
    """Value if everything were served; 0: there is no such value."""

    @property
    def difference(self) -> int:
        """Return forced - planned."""
        return self.forced - self.planned

    def text(self, language: Language = "zh") -> str:
        """Return both values with their gaps, in ``language``."""
        facts = {
            "planned": self._shown(self.planned),
            "forced": self._shown(self.forced),
            "difference": self._changed(language),
        }
        gaps = {
            "planned_gap": _percent(self.planned, self.planned_bound),
            "forced_gap": _percent(self.forced, self.forced_bound),
        }
        return phrase("stage", language, stage=phrase(f"stage_{self.stage}", language), **facts, **gaps)

    def _changed(self, language: Language) -> str:
        """Return the difference for people: of shares in percentage points, else as number and per cent."""
        if self.whole:
            return phrase("points", language, points=f"{100 * self.difference / self.whole:+.2f}")
        relative = f", {100 * self.difference / self.planned:+.1f} %" if self.planned else ""
        return self._shown(self.difference, sign="+") + relative

    def _shown(self, value: int, sign: str = "-") -> str:
        """Return a value for people: a share of everything served, costs in whole yuan, thousands apart."""
        if self.whole:
            return f"{100 * value / self.whole:.2f} %"
        shown = round(value / FEN_PER_YUAN) if self.stage == "cost" else value
        return f"{shown:{sign},}"


@record
class Price:
    """What it costs to serve the county: the plan beside one that was solved with the county forced in."""

    outcome: Literal["priced", "proved_impossible", "none_found"]
    """``proved_impossible``: hard rules leave no plan that serves it; ``none_found``: none within the time."""
    stages: tuple[PricedStage, ...]
    displaced: tuple[str, ...]
    """Ids of the counties that lose service."""
    seconds: float
    """Time that the second solve was given."""
    faults: tuple[Fault, ...]
    """For ``proved_impossible`` and ``none_found``: what the solver said."""


@record
class Gap:
    """A concrete service that could be added without touching anything else."""

    stay: Stay | None
    overhauls: tuple[Overhaul, ...]
    """Overhauls that come with the stay, because its set did not tour before."""
    tour: Tour | None
    """A new tour, or one of the plan's with the visit added (then of the same id)."""
    stop_id: str | None


@record
class ServiceExplanation:
    """Why a county gets, or does not get, one of the two services."""

    section: Section
    stage: Stage
    services: int
    """Stays or visits that it gets."""
    share_permille: int
    """Of the audience of its stops, reached by caravans; 0 for sets."""
    places: int
    """Where it was tried: pairs of set and hall, or stop and caravan (``impossible``); set and week, or caravan and
    day (later stages)."""
    proved: bool
    """For ``impossible``: no possibility was left out. False: none was found among those tried."""
    reasons: tuple[Reason, ...]
    """Every rule that stands in the way, the commonest first."""
    mends: tuple[Relaxation, ...]
    """For ``impossible``: changes that together make the nearest case possible."""
    gap: Gap | None
    price: Price | None


def _percent(value: int, bound: int) -> str:
    """Return the gap; one that is open never reads as nought."""
    gap = 100 * abs(bound - value) / max(abs(bound), abs(value), 1)
    return "< 0.1 %" if 0 < gap < LEAST_SHOWN else f"{gap:.1f} %"
