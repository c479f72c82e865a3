"""Check a roster against the rules ``staff.*``, from problem, plan and roster alone: shares nothing with the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.fingerprint import fingerprint
from fleet.people import StaffMember, StaffWant
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.rules import Violation, violation
from scheduler.staffing.model import Duty, Roster, RosterStage
from scheduler.wire import dump_plan, problem_fingerprint

Key = tuple[str, str, date]
"""Service, subject and day of a duty."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """What a duty means: days busy, counties served, what is asked for."""

    days: tuple[date, ...]
    counties: frozenset[str]
    wants: tuple[StaffWant, ...]


def verify_roster(problem: Problem, plan: Plan, roster: Roster) -> list[Violation]:
    """Return every broken rule of the roster; an empty list means that it is accepted."""
    check = _Check(problem, plan, roster)
    return [found for rule in check.rules() for found in rule]


@dataclass
class _Check:
    problem: Problem
    plan: Plan
    roster: Roster

    def rules(self) -> Iterator[Iterator[Violation]]:
        yield from (self.reference(), self.able(), self.once(), self.leave(), self.days(), self.rest(), self.figures())

    @cached_property
    def people(self) -> dict[str, StaffMember]:
        return {person.staff_id: person for person in self.problem.staff}

    @cached_property
    def places(self) -> dict[Key, Place]:
        """Return every day of a tour and week of a stay, whether it asks for anybody or not."""
        found: dict[Key, Place] = {}
        stops = {stop.stop_id: stop for stop in self.problem.stops}
        for tour in self.plan.tours:
            for out in tour.days:
                visits = [part.stop_id for part in out.activities if part.kind == "visit" and part.stop_id in stops]
                counties = frozenset(stops[stop_id].county_id for stop_id in visits if stop_id)
                found["caravan", tour.tour_id, out.day] = self._place("caravan", (out.day,), counties, out.day)
        for stay in self.plan.stays:
            monday, end = stay.opens, stay.opens + timedelta(days=7 * stay.weeks)
            while monday < end:
                week = (monday + timedelta(days=offset) for offset in range(7))
                opened = tuple(day for day in week if day.isoweekday() in self.problem.set_rules.open_weekdays)
                found["set", stay.set_id, monday] = self._place("set", opened, frozenset({stay.county_id}), monday)
                monday += timedelta(days=7)
        return found

    def _place(self, service: str, days: tuple[date, ...], counties: frozenset[str], day: date) -> Place:
        wants = tuple(
            want
            for want in self.problem.staff_wants
            if want.service == service and any(self._asked(want, county_id, day) for county_id in counties)
        )
        return Place(days, counties, wants)

    def _asked(self, want: StaffWant, county_id: str, day: date) -> bool:
        named = not want.county_ids or county_id in want.county_ids
        return named and (want.list_id is None or self._is_listed(county_id, want.list_id, day))

    def _is_listed(self, county_id: str, list_id: str, day: date) -> bool:
        county = next(one for one in self.problem.counties if one.county_id == county_id)
        policy = self.problem.need_policy
        valid = [entry for entry in policy.lists if entry.list_id == list_id and _holds(entry, day)]
        flags = [flag for flag in county.flags if flag.list_id == list_id and _holds(flag, day)]
        codes = {name.code for name in county.codes}
        named = [one for one in policy.members if one.list_id == list_id and _holds(one, day)]
        notices = [one for one in named if codes & {*one.codes}]
        return bool(valid) and bool(flags or notices)

    def known(self) -> Iterator[tuple[str, Duty, StaffMember, Place]]:
        """Yield path, duty, person and place of the duties that can be evaluated."""
        for index, duty in enumerate(self.roster.duties):
            person, place = self.people.get(duty.staff_id), self.places.get(_key(duty))
            if person is not None and place is not None:
                yield f"/duties/{index}", duty, person, place

    def reference(self) -> Iterator[Violation]:
        """Person, tour day or stay week exist; nobody is sent there twice; the roster is of this plan."""
        made = {"problem": problem_fingerprint(self.problem), "plan": fingerprint(dump_plan(self.plan))}
        for name, expected in made.items():
            if getattr(self.roster, name) != expected:
                yield violation("staff.reference", "other", f"/{name}", field=name)
        seen: set[tuple[str, Key]] = set()
        for index, duty in enumerate(self.roster.duties):
            facts = {"person": duty.staff_id, "subject": duty.subject_id, "day": duty.day}
            if duty.staff_id not in self.people or _key(duty) not in self.places:
                yield violation("staff.reference", "unknown", f"/duties/{index}", **facts)
            if (duty.staff_id, _key(duty)) in seen:
                yield violation("staff.reference", "twice", f"/duties/{index}", **facts)
            seen.add((duty.staff_id, _key(duty)))

    def able(self) -> Iterator[Violation]:
        """A person serves in every county of the duty, and has something that it asks for."""
        for path, duty, person, place in self.known():
            facts = {"person": person.name, "subject": duty.subject_id, "day": duty.day}
            if person.county_ids and place.counties - set(person.county_ids):
                yield violation("staff.able", "elsewhere", path, **facts)
            if not any(_has(person, want) for want in place.wants):
                yield violation("staff.able", "skill", path, **facts)

    def once(self) -> Iterator[Violation]:
        """Nobody is in two places on a day."""
        for person, path, day, number in self._busy():
            if number > 1:
                yield violation("staff.once", "twice", path, person=person.name, day=day)

    def _busy(self) -> Iterator[tuple[StaffMember, str, date, int]]:
        """Yield person, path of the last duty, day, and number of duties on it."""
        taken: dict[tuple[str, date], list[str]] = defaultdict(list)
        for path, duty, _, place in self.known():
            for day in place.days:
                taken[duty.staff_id, day].append(path)
        for (staff_id, day), paths in sorted(taken.items()):
            yield self.people[staff_id], paths[-1], day, len(paths)

    def leave(self) -> Iterator[Violation]:
        """Nobody serves on a day of leave."""
        for path, _, person, place in self.known():
            for span in person.leave:
                if any(span.first <= day <= span.last for day in place.days):
                    facts = {"person": person.name, "day": place.days[0], "reason": span.reason or "—"}
                    yield violation("staff.leave", "span", path, **facts)

    def days(self) -> Iterator[Violation]:
        """Nobody serves on more days than they give."""
        for person, found in self._days().items():
            if found > self.people[person].days_max:
                facts = {"found": found, "max": self.people[person].days_max}
                yield violation("staff.days", "over", "/duties", person=self.people[person].name, **facts)

    def _days(self) -> Counter[str]:
        return Counter(duty.staff_id for _, duty, _, place in self.known() for _ in place.days)

    def rest(self) -> Iterator[Violation]:
        """Nobody serves more days in a row than they may."""
        runs: dict[str, tuple[date, int]] = {}
        for person, path, day, _ in self._busy():
            last, run = runs.get(person.staff_id, (day, 0))
            run = run + 1 if day - last == ONE_DAY or run == 0 else 1
            runs[person.staff_id] = (day, run)
            if run == person.row_days_max + 1:
                yield violation("staff.rest", "row", path, person=person.name, day=day, max=person.row_days_max)

    def figures(self) -> Iterator[Violation]:
        """The stages are there once each, with true values and bounds that do not contradict them."""
        values = {"uncovered": self._uncovered(), "load": sum(found**2 for found in self._days().values())}
        if [stage.stage for stage in self.roster.stages] != list(values):
            yield violation("staff.figures", "stages", "/stages")
            return
        for index, stage in enumerate(self.roster.stages):
            yield from self._figure(f"/stages/{index}", stage, values[stage.stage])

    def _figure(self, path: str, stage: RosterStage, value: int) -> Iterator[Violation]:
        facts = {"stage": stage.stage, "expected": value, "found": stage.value, "bound": stage.bound}
        if stage.value != value:
            yield violation("staff.figures", "value", path, **facts)
        if stage.bound > value or (stage.status == "optimal" and stage.bound != stage.value):
            yield violation("staff.figures", "bound", path, **facts)

    def _uncovered(self) -> int:
        there: dict[Key, list[StaffMember]] = defaultdict(list)
        for _, duty, person, _ in self.known():
            there[_key(duty)].append(person)
        return sum(
            max(0, want.people - sum(_has(person, want) for person in there[key]))
            for key, place in self.places.items()
            for want in place.wants
        )


def _key(duty: Duty) -> Key:
    return duty.service, duty.subject_id, duty.day


def _has(person: StaffMember, want: StaffWant) -> bool:
    if want.skill is not None and want.skill not in person.skills:
        return False
    return want.language is None or want.language in person.languages


def _holds(entry: object, day: date) -> bool:
    first, last = getattr(entry, "effective_from", None), getattr(entry, "effective_to", None)
    return (first is None or first <= day) and (last is None or last >= day)
