"""What may be wrong with a need policy: equal anchors, two weights on one day, no weight at all, wrong codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from core.errors import Fault, fault
from maps.policy import Component, NeedPolicy

CODE = re.compile(r"[0-9]{6}")
"""Administrative codes, GB/T 2260."""


def policy_faults(policy: NeedPolicy) -> Iterator[Fault]:
    """Yield the faults of a policy; places are JSON paths within it."""
    for index, component in enumerate(policy.components):
        if component.low == component.high:
            yield fault("anchors-equal", f"/components/{index}", value=component.low)
    yield from _twice(policy)
    if sum(component.weight for component in policy.components_in_force) == 0:
        yield fault("weights-zero", "/components", day=policy.as_of)
    for index, notice in enumerate(policy.members):
        for number, code in enumerate(notice.codes):
            if not CODE.fullmatch(code):
                yield fault("code-invalid", f"/members/{index}/codes/{number}", value=code)


def _twice(policy: NeedPolicy) -> Iterator[Fault]:
    """Yield a fault for each component that has two weights on one day."""
    for (_, one), (index, two) in combinations(enumerate(policy.components), 2):
        if one.component_id == two.component_id and _share_a_day(one, two):
            yield fault("weight-twice", f"/components/{index}/component_id", id=two.component_id)


def _share_a_day(one: Component, two: Component) -> bool:
    return all(
        first.effective_to is None or second.effective_from is None or second.effective_from <= first.effective_to
        for first, second in ((one, two), (two, one))
    )
