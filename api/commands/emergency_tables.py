"""What the commands for emergencies and suspensions print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from api.console import out, pick, say

if TYPE_CHECKING:
    from scheduler.emergency.model import Aim, Changed, ChangedStay, Dispatch, Lift, Pause, Sending
    from scheduler.problem import Problem

LISTED = 30
STAY_OUTCOMES = {
    "shortened": ("提前结束", "ends early"),
    "postponed": ("延期", "postponed"),
    "lost": ("取消", "dropped"),
}
OUTCOMES = {"made_up": ("改到", "made up on"), "online": ("改为线上", "moved online"), "lost": ("取消", "dropped")}
SUMS = OUTCOMES | {"made_up": ("改期", "made up")}
OBSTACLES = {
    "convoy": ("车队其余车辆照去", "the rest of the convoy goes"),
    "closed": ("之后不再开放", "does not open again"),
    "ceiling": ("该县到访次数已满", "the county has as many visits as it may have"),
    "share": ("会拉低乡镇占比", "it would lower the share of townships"),
    "budget": ("承包方预算不够", "a contractor's budget does not allow it"),
    "escort": ("会打乱车队", "it would upset a convoy"),
    "set": ("展览正在县城", "a set is in town"),
    "days": ("车、车组天数用完", "no days of vehicles and crews left"),
    "room": ("没有找到一天之内放得下的空档", "no place within a day was found"),
    "untried": ("到访过多，未及查找", "too many visits to look for each"),
}


def show_dispatch(task: Problem, themes: Sequence[str], dispatch: Dispatch) -> None:
    """Print who goes where, how soon that is, what it costs the plan, and what was excepted."""
    caravans = _names(task, "caravan")
    table = _table(("县", "county"), ("开展", "begins"), ("小时", "hours"), ("车", "caravan"), ("展品", "on show"))
    for each in dispatch.sendings:
        how = pick(("（途中改派）", " (recalled)")) if each.recalled else ""
        shown = _on_show(task, each.kit_id, themes)
        row = [_names(task, "county")[each.county_id], _moment(each.day, each.start_min), f"{each.after_min / 60:.1f}"]
        table.add_row(*row, caravans[each.caravan_id] + how, shown)
    out.print(table)
    _show_bound(dispatch.aims[0])
    _show_gentle(dispatch)
    if dispatch.shortage > 0:
        say(
            f"软性下限和软性活动目标因此多缺 {dispatch.shortage} 次",
            f"soft floors and soft campaign targets lack {dispatch.shortage} more for it",
        )
    for caravan_id in dict.fromkeys(each.caravan_id for each in dispatch.sendings):
        _show_way(task, dispatch, [each for each in dispatch.sendings if each.caravan_id == caravan_id])
    show_changed(task, dispatch.changed)
    _show_lifts(task, dispatch.lifts)


def show_pause(task: Problem, pause: Pause) -> None:
    """Print what becomes of stays and visits, and what was excepted."""
    _show_stays(task, pause.stays)
    show_changed(task, pause.visits)
    _show_lifts(task, pause.lifts)


def _show_bound(last: Aim) -> None:
    """Say how soon the last county is served, and what is proved of that."""
    if last.value == last.least:
        proof = ("已证明：任何派法都不可能更早", "proven: no dispatch at all is sooner")
    elif last.value == last.bound:
        proof = (
            f"试过的派法中最早；已证明任何派法都不早于第 {last.least} 小时",
            f"soonest of the ways that were tried; proven: no dispatch is sooner than hour {last.least}",
        )
    else:
        proof = (
            f"找到的派法中最早；已证明任何派法都不早于第 {last.least} 小时",
            f"soonest that was found; proven: no dispatch is sooner than hour {last.least}",
        )
    say(
        f"最晚一县在接报后第 {last.value} 小时内开展（{proof[0]}）",
        f"The last county is served within hour {last.value} of the call ({proof[1]})",
    )


def _show_gentle(dispatch: Dispatch) -> None:
    """Say what it would take to drop no visit, where some are."""
    if not any(each.outcome != "made_up" for each in dispatch.changed):
        return
    if dispatch.gentle_hours is None:
        say("没有找到一处到访也不取消、又能按时到达的派法", "no way was found that is in time and drops no visit")
    else:
        hour = dispatch.gentle_hours
        say(
            f"若一处到访也不取消（--keep-visits），最晚一县要到第 {hour} 小时",
            f"without dropping any visit (--keep-visits) the last county would be served within hour {hour}",
        )


def _show_way(task: Problem, dispatch: Dispatch, mine: Sequence[Sending]) -> None:
    """Print one caravan's way, when it is home, and when it tours again."""
    counties, back = _names(task, "county"), next(b for b in dispatch.back if b.caravan_id == mine[0].caravan_id)
    way = " → ".join(f"{counties[each.county_id]} {_moment(each.day, each.start_min)}" for each in mine)
    who = pick(("，", ", ")).join([_names(task, "caravan")[back.caravan_id], _names(task, "crew")[mine[0].crew_id]])
    say(
        f"{who}：{way} → {back.returns} 回库；" + (f"{back.resumes} 恢复巡回" if back.resumes else "本期没有下一趟"),
        f"{who}: {way} -> home on {back.returns}; "
        + (f"tours again on {back.resumes}" if back.resumes else "no tour after it in the window"),
    )


def _show_stays(task: Problem, stays: Sequence[ChangedStay]) -> None:
    if not stays:
        say("不影响任何巡展站期", "no stay of a museum set is affected")
        return
    sets, counties = _names(task, "set"), _names(task, "county")
    table = _table(("县", "county"), ("套", "set"), ("原定", "planned"), ("结果", "outcome"), ("改为", "now"))
    for each in stays:
        now = "—"
        if each.new_opens and each.new_weeks and each.new_set_id:
            other = "" if each.new_set_id == each.set_id else f" {sets[each.new_set_id]}"
            now = f"{_weeks(each.new_opens, each.new_weeks)}{other}"
        row = [counties[each.county_id], sets[each.set_id], _weeks(each.opens, each.weeks)]
        table.add_row(*row, pick(STAY_OUTCOMES[each.outcome]), now)
    out.print(table)


def show_changed(task: Problem, changed: Sequence[Changed]) -> None:
    """Print what becomes of the visits that do not take place as planned."""
    if not changed:
        say("不影响任何已排的到访", "no planned visit is affected")
        return
    stops = {stop.stop_id: stop for stop in task.stops}
    caravans, counties = _names(task, "caravan"), _names(task, "county")
    told = [(name, [each for each in changed if each.outcome == name]) for name in OUTCOMES]
    audience = {name: sum(stops[each.stop_id].audience for each in mine) for name, mine in told}
    zh = "，".join(f"{SUMS[name][0]} {len(mine)}（{audience[name]:,}）" for name, mine in told)
    en = ", ".join(f"{SUMS[name][1]} {len(mine)} ({audience[name]:,})" for name, mine in told)
    say(f"受影响的到访 {len(changed)} 处（括号内为受众人数）：{zh}", f"{len(changed)} planned visits (audience): {en}")
    table = _table(("县", "county"), ("停靠点", "stop"), ("受众", "audience"), ("原定", "planned"), ("结果", "outcome"))
    for each in changed[:LISTED]:
        stop = stops[each.stop_id]
        table.add_row(
            counties[each.county_id], stop.name, f"{stop.audience:,}", str(each.day), _outcome(each, caravans)
        )
    out.print(table)
    if len(changed) > LISTED:
        say(f"……另 {len(changed) - LISTED} 处，见 --json", f"... and {len(changed) - LISTED} more, see --json")


def _outcome(each: Changed, caravans: dict[str, str]) -> str:
    words = pick(OUTCOMES[each.outcome])
    if each.new_day and each.new_caravan_id:
        other = "" if each.new_caravan_id == each.caravan_id else f" {caravans[each.new_caravan_id]}"
        return f"{words} {each.new_day}{other}"
    return f"{words}{pick(('：', ': '))}{pick(OBSTACLES[each.obstacle])}" if each.obstacle else words


def _show_lifts(task: Problem, lifts: Iterable[Lift]) -> None:
    """Print every exception in the words of its rule, with the name of what it is about."""
    from scheduler.rules import rules

    for lift in lifts:
        rule = rules()[lift.rule_id]
        about = " ".join(part for part in (_about(task, lift), lift.where) if part)
        if lift.rule_id == "set.week":
            say(
                f"破例：一站可开 {lift.after} 周（规则最短 {lift.before} 周）",
                f"exception made: a stay of {lift.after} weeks (the rules' shortest: {lift.before})",
            )
        elif (lift.before, lift.after) == (1, 0) and not lift.rule_id.endswith((".floor", ".target")):
            say(
                f"破例：不再要求“{rule.title_zh}” {about}",
                f"exception made, no longer asked for: {rule.title_en} {about}",
            )
        else:
            say(
                f"破例：{rule.title_zh} {about} {lift.before} → {lift.after}",
                f"exception made: {rule.title_en} {about} {lift.before} -> {lift.after}",
            )


def _about(task: Problem, lift: Lift) -> str:
    """Return the name of what a rule is about, or its id where it has none."""
    names: dict[str, str] = {}
    for kind in ("caravan", "crew", "county", "stop", "hall", "ring"):
        names |= _names(task, kind)
    return names.get(lift.target_id, lift.target_id)


def _names(task: Problem, kind: str) -> dict[str, str]:
    """Return id -> name of everything of a kind."""
    items: dict[str, Sequence[Any]] = {
        "caravan": task.caravans, "crew": task.crews, "county": task.counties, "stop": task.stops,
        "hall": task.halls, "ring": task.rings, "set": task.sets,
    }  # fmt: skip
    return {getattr(item, f"{kind}_id"): item.name for item in items[kind]}


def _on_show(task: Problem, kit_id: str, themes: Sequence[str]) -> str:
    """Return how many working exhibits of each theme asked for a kit has."""
    kit = next(each for each in task.kits if each.kit_id == kit_id)
    shown = [e.theme for e in task.exhibits if e.exhibit_id in kit.exhibit_ids and e.condition == "working"]
    return pick(("、", ", ")).join(f"{theme} {shown.count(theme)}" for theme in themes if theme in shown)


def _moment(day: date, minute: int) -> str:
    return f"{day:%m-%d} {minute // 60:02d}:{minute % 60:02d}"


def _weeks(opens: date, weeks: int) -> str:
    return pick((f"{opens} 起 {weeks} 周", f"{opens}, {weeks} weeks"))


def _table(*names: tuple[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(pick(name), overflow="fold")
    return table
