"""What is in the way of an emergency: which promise, budget or wish would have to give way, alone or with others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.emergency.budgets import money_of
from scheduler.emergency.candidates import Call, Candidate
from scheduler.emergency.choose import fewest_broken
from scheduler.emergency.promises import Promise, promises_of

KEPT = "已排到访 / planned visits"
BUDGET = "caravan.budget"


def in_the_way(call: Call, ways: Sequence[Candidate]) -> str:
    """Return what would have to give way, of the ways tried; empty where that would not help, or nothing is known.

    Each kind of promise is released with all others kept: those that would do by themselves are named, parted by "; ",
    and of them as few promises as can be. Where none does alone, all that give way together are, parted by " + ".
    """
    alone = ["、".join(each) for each in _alone(call, ways)]
    return "; ".join(alone) or " + ".join(_together(call, ways))


def _alone(call: Call, ways: Sequence[Candidate]) -> Iterator[list[str]]:
    promises, money = list(promises_of(call.ground)), list(money_of(call.ground))
    gentle = call.emergency.keep_visits
    if gentle and fewest_broken(call, ways, promises, (), money) is not None:
        yield [KEPT]
    tried = list(call.gentle()) if gentle else ways
    if money and fewest_broken(call, tried, promises, ()) is not None:
        yield [BUDGET]
    for rule_id in () if gentle else dict.fromkeys(each.rule_id for each in promises):
        kept = [each for each in promises if each.rule_id != rule_id]
        loose = [each for each in promises if each.rule_id == rule_id]
        if broken := fewest_broken(call, ways, kept, loose, money):
            yield _words(broken)


def _together(call: Call, ways: Sequence[Candidate]) -> list[str]:
    """Return what gives way together: promises first, and the budget too where it must."""
    promises, money = list(promises_of(call.ground)), list(money_of(call.ground))
    kept = [KEPT] if call.emergency.keep_visits else []
    broken = fewest_broken(call, ways, (), promises, money)
    if broken is not None:
        return [*kept, *_words(broken)]
    broken = fewest_broken(call, ways, (), promises)
    return [] if broken is None else [*kept, *_words(broken), BUDGET]


def _words(broken: Sequence[Promise]) -> list[str]:
    return list(dict.fromkeys(f"{each.rule_id} {each.about}" for each in broken))
