"""The verifier, asked about many plans of one problem: what does not depend on the plan is asked once."""

from __future__ import annotations

from scheduler.plan import Plan
from scheduler.rules import Violation
from scheduler.slots.stamp import stamped
from scheduler.verify.registry import RULES
from scheduler.verify.view import View

OF_THE_PROBLEM = "plan.problem"
"""The pinned fingerprints: a changed plan keeps those of the plan it was made from."""


class Judge:
    """Judges changes of a plan that the verifier accepted."""

    def __init__(self, view: View) -> None:
        self._before = view.plan
        self._known: dict[str, None] = {}
        self.pinned = list(RULES[OF_THE_PROBLEM](view))
        self.asked = 0

    def refused(self, view: View) -> list[Violation]:
        """Return rules that the view's plan, its figures made anew, breaks; nothing only where all rules accept it.

        The rules that refused others are asked first, and where they refuse this one too, no more is.
        """
        self.asked += 1
        again = [found for rule_id in self._known for found in RULES[rule_id](view)]
        if again:
            return again
        found = [*self.pinned, *broken(view.with_plan(stamped(view, self._before)))]
        self._known.update(dict.fromkeys(each.rule_id for each in found if not each.rule_id.startswith("plan.")))
        return found

    def accepted(self, view: View) -> Plan:
        """Return the view's plan with its figures made anew."""
        return stamped(view, self._before)


def broken(view: View) -> list[Violation]:
    """Return every rule but that of the pinned fingerprints that the view's plan breaks."""
    return [found for rule_id, check in RULES.items() if rule_id != OF_THE_PROBLEM for found in check(view)]
