"""The explanation of a county, both services together."""

from __future__ import annotations

from core.errors import Language
from core.record import record
from scheduler.explain.model import ServiceExplanation
from scheduler.explain.texts import phrase
from scheduler.explain.wording import service_lines
from scheduler.problem import Problem


@record
class CountyExplanation:
    """Why a county gets, or does not get, each service."""

    county_id: str
    name: str
    sets: ServiceExplanation
    caravans: ServiceExplanation
    names: dict[str, str]
    """Id -> name of everything that is spoken of."""

    def text(self, language: Language = "zh") -> str:
        """Return the whole explanation, several lines, in ``language``."""
        lines = [phrase("county", language, county=self.name, county_id=self.county_id)]
        for service in (self.sets, self.caravans):
            lines.extend(service_lines(service, self.names, language))
        return "\n".join(lines)


def names_for(problem: Problem, *services: ServiceExplanation) -> dict[str, str]:
    """Return the names of everything that explanations of ``services`` speak of."""
    wanted: set[str] = set()
    for service in services:
        wanted.update(mend.target_id for mend in service.mends)
        wanted.update(reason.relaxation.target_id for reason in service.reasons if reason.relaxation)
        if service.price:
            wanted.update(service.price.displaced)
        if service.gap and service.gap.stay:
            wanted.update((service.gap.stay.set_id, service.gap.stay.hall_id))
        if service.gap and service.gap.tour and service.gap.stop_id:
            wanted.update((service.gap.tour.caravan_id, service.gap.stop_id))
    known = {
        **{item.county_id: item.name for item in problem.counties},
        **{item.set_id: item.name for item in problem.sets},
        **{item.hall_id: item.name for item in problem.halls},
        **{item.caravan_id: item.name for item in problem.caravans},
        **{item.stop_id: item.name for item in problem.stops},
        **{item.type_id: item.name for item in problem.vehicle_types},
        **{item.team_id: item.name for item in problem.setup_teams},
    }
    return {name: known[name] for name in sorted(wanted) if name in known}
