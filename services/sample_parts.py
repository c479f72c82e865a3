"""What a sample may hold beside tours: each part adds invented, labelled records to a sample problem.

Parts leave inventory as it is (no set, caravan or stop more; sets of the ring have fewer exhibits), so that what a
part costs can be measured; where there are too few sets, caravans or weeks for a record, the part goes without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scheduler.problem import Problem
from services import sample_campaigns, sample_exchange, sample_library, sample_people

Part = Callable[[Problem], Problem]
PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "repeats": sample_exchange.with_repeats,
        "rounds": sample_exchange.with_rounds,
        "ring": sample_exchange.with_ring,
        "set_loans": sample_exchange.with_set_loans,
        "journeys": sample_exchange.with_journeys,
        "library": sample_library.with_library,
        "operators": sample_people.with_operator,
        "staff": sample_people.with_staff,
        "troupe": sample_people.with_troupe,
        "campaigns": sample_campaigns.with_campaigns,
        "linked": sample_campaigns.with_linked_services,
        "requests": sample_campaigns.with_requests,
        "coverage_target": sample_campaigns.with_coverage_target,
    }
)
"""Every part by its name, in the order in which they are added."""
NOTICE_ZH = "轮次与重复规则、换展、借展、外出、资源库、承办单位、人员、剧团、活动目标与点单亦为虚构。"
NOTICE_EN = (
    "Invented, too: rules of repeats, rings, loans, journeys, library, operators, staff, troupe, what campaigns ask "
    "for, and requests."
)


def with_parts(problem: Problem, names: Iterable[str] = PARTS) -> Problem:
    """Return a sample problem with the parts named, all of them by default, and a label that says so."""
    added = tuple(names)
    for name in added:
        problem = PARTS[name](problem)
    label = replace(
        problem.label,
        invented=(*problem.label.invented, *added),
        notice_zh=problem.label.notice_zh + NOTICE_ZH,
        notice_en=f"{problem.label.notice_en} {NOTICE_EN}",
    )
    return replace(problem, label=label)
