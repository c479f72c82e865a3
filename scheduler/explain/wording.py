"""An explanation of one service as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import Language
from scheduler.explain.model import Gap, Names, Price, PricedStage, ServiceExplanation
from scheduler.explain.texts import phrase

DISPLACED_SHOWN = 8


def service_lines(service: ServiceExplanation, names: Names, language: Language) -> Iterator[str]:
    """Yield the lines that explain one service, in ``language``."""
    facts = {
        "service": phrase(f"service_{service.section}", language),
        "services": service.services,
        "share": f"{service.share_permille / 10:.1f} %",
        "places": service.places,
        "pair": phrase(f"pair_{service.section}", language),
        "slot": phrase(f"slot_{service.section}", language),
    }
    if service.stage == "gap" and service.gap:
        yield phrase(f"gap_{'stay' if service.gap.stay else 'visit'}", language, **facts, **_gap(service.gap, names))
        return
    yield phrase(_headline(service), language, **facts)
    if service.stage == "not_asked":
        yield from _mends(service, names, language)
        return
    alone = service.stage == "impossible"
    each = alone and not service.mends  # what mends the nearest case is told once, for all reasons together
    yield from (f"  · {reason.text(language, names, with_mend=each)}" for reason in service.reasons)
    if alone:
        yield from _mends(service, names, language)
    if service.price:
        yield "  " + price_text(service.price, names, language)


def _headline(service: ServiceExplanation) -> str:
    if service.stage == "impossible" and service.proved and all(each.nothing_to_pair for each in service.reasons):
        return "impossible_bare"
    if service.stage == "impossible":
        return "impossible_proved" if service.proved else "impossible_tried"
    if service.stage in ("no_gap", "price"):
        return "no_gap"
    return f"{service.stage}_{service.section}"


def _mends(service: ServiceExplanation, names: Names, language: Language) -> Iterator[str]:
    if service.mends:
        joined = ("；" if language == "zh" else "; ").join(each.text(language, names) for each in service.mends)
        yield "  " + phrase("mends", language, mends=joined)


def _gap(gap: Gap, names: Names) -> dict[str, object]:
    if gap.stay:
        stay = gap.stay
        places = {"set": names[stay.set_id], "hall": names[stay.hall_id]}
        return {**places, "first": stay.opens, "weeks": stay.weeks}
    if gap.tour is None or gap.stop_id is None:
        raise ValueError("a gap is a stay or a visit")
    day = next(day.day for day in gap.tour.days if gap.stop_id in [a.stop_id for a in day.activities])
    return {"caravan": names[gap.tour.caravan_id], "day": day, "stop": names[gap.stop_id]}


def price_text(price: Price, names: Names, language: Language) -> str:
    """Return what serving the county costs, in ``language``."""
    if price.outcome != "priced":
        detail = " ".join(each.cause(language) for each in price.faults)
        return phrase(f"price_{price.outcome}", language, seconds=f"{price.seconds:.1f}", detail=detail)
    told = [stage for stage in price.stages if stage.stage == "coverage" or stage.difference]
    stages = ("；" if language == "zh" else "; ").join(stage.text(language) for stage in told)
    name = "price_free" if is_free(price.stages) else "price_priced"
    displaced = _displaced(price.displaced, names, language)
    return phrase(name, language, seconds=f"{price.seconds:.1f}", stages=stages, displaced=displaced)


def is_free(stages: tuple[PricedStage, ...]) -> bool:
    """Tell whether the plan with the county forced in is as good in shortage and coverage."""
    worse = {"shortage": 1, "coverage": -1}
    return all(worse[stage.stage] * stage.difference <= 0 for stage in stages if stage.stage in worse)


def _displaced(county_ids: tuple[str, ...], names: Names, language: Language) -> str:
    if not county_ids:
        return phrase("nobody", language)
    shown = [names[county_id] for county_id in county_ids[:DISPLACED_SHOWN]]
    more = len(county_ids) - len(shown)
    if language == "zh":
        return "、".join(shown) + (f"等 {len(county_ids)} 个县" if more else "")
    return ", ".join(shown) + (f" and {more} more" if more else "")
