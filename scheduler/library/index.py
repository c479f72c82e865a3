"""The inventory of a problem by id, and what loans mean for single exhibits."""

from __future__ import annotations

from exhibits.library import Loan
from exhibits.model import Kit
from scheduler.problem import Problem


class Index:
    """Records of a problem by id."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.exhibits = {one.exhibit_id: one for one in problem.exhibits}
        self.sets = {one.set_id: one for one in problem.sets}
        self.kits = {one.kit_id: one for one in problem.kits}
        self.caravans = {one.caravan_id: one for one in problem.caravans}
        self.types = {one.type_id: one for one in problem.vehicle_types}
        self.stops = {one.stop_id: one for one in problem.stops}
        self.libraries = {one.library_id: one for one in problem.libraries}
        self.shows = {one.show_id: one for one in problem.theme_shows}
        self.made_up = {loan.kit_id for loan in problem.loans if loan.kit_id is not None}
        """Kits that loans make up: on their caravans on the days of these loans only."""
        self.requests = {one.request_id: one for one in problem.loan_requests}

    def exhibits_of(self, loan: Loan) -> tuple[str, ...]:
        """Return every exhibit that a loan takes along, each once, sorted.

        A set is lent with its exhibits, a caravan with the kit on board; one that another loan makes up is not there.
        """
        aboard = [self.caravans[caravan_id].kit_id for caravan_id in loan.caravan_ids]
        parts = [
            loan.exhibit_ids,
            *(self.shows[show_id].exhibit_ids for show_id in loan.show_ids),
            *(self.sets[set_id].exhibit_ids for set_id in loan.set_ids),
            *(self.kits[kit_id].exhibit_ids for kit_id in aboard if kit_id not in self.made_up),
        ]
        return tuple(sorted({exhibit_id for part in parts for exhibit_id in part}))

    def carried_kits(self) -> list[Kit]:
        """Return the kits that ride on caravans, those made up by loans left out: their exhibits belong elsewhere."""
        ids = {caravan.kit_id for caravan in self.problem.caravans} - self.made_up
        return [kit for kit in self.problem.kits if kit.kit_id in ids]
