"""How the command line speaks: language, faults, progress, tables."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from core.errors import Fault, Language
from scheduler.plan import StageResult, gap_text
from scheduler.progress import Progress
from services.prices import RESOURCES, PriceKind

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

SECTION = {"sets": ("流动科技馆", "museum sets"), "caravans": ("大篷车", "caravans")}
STAGE = {
    "shortage": ("下限缺口", "shortage of floors"),
    "coverage": ("需求覆盖", "coverage"),
    "worst_prefecture": ("最弱市州", "worst prefecture"),
    "cost": ("费用", "cost"),
}


def language() -> Language:
    """Return the language of messages: ``DAPENG_LANG``, else by the locale, else Chinese."""
    chosen = os.environ.get("DAPENG_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "en" if chosen.lower().startswith("en") else "zh"


def say(zh: str, en: str) -> None:
    """Print one line in the person's language."""
    out.print(zh if language() == "zh" else en)


def pick(pair: tuple[str, str]) -> str:
    """Return the Chinese or English member of ``pair``."""
    return pair[0] if language() == "zh" else pair[1]


def print_faults(faults: tuple[Fault, ...]) -> None:
    """Print every fault on a line of its own."""
    for fault in faults:
        err.print(fault.text(language()), style="red", markup=False, highlight=False)
    if len(faults) > 1:
        err.print(pick((f"共 {len(faults)} 处问题；什么也没有写入。", f"{len(faults)} faults; nothing was written.")))


def stage_table(stages: tuple[StageResult, ...]) -> Table:
    """Return the table of stages: value, proven bound, gap; coverage also as a share of everything served."""
    table = Table(title=pick(("分级目标（字典序）", "Objective by stage (lexicographic)")))
    for name in (("部分", "section"), ("阶段", "stage")):
        table.add_column(pick(name), overflow="fold")
    for name in (("值", "value"), ("已证明的界", "proven bound"), ("差距", "gap"), ("秒", "s")):
        table.add_column(pick(name), justify="right", no_wrap=True)
    for stage in stages:
        table.add_row(
            pick(SECTION[stage.section]),
            pick(STAGE[stage.stage]),
            _amount(stage.value, stage),
            _amount(stage.bound, stage),
            gap_text(stage.gap),
            f"{stage.seconds:.1f}",
        )
    return table


def price_table(kinds: Sequence[PriceKind]) -> Table:
    """Return what one more of each kind of resource is worth: how many are worth anything, the median, the best."""
    table = Table(title=pick(("再多一个单位值多少（覆盖，百分点）", "Worth of one more (coverage, points)")))
    table.add_column(pick(("再多", "one more")))
    for name in (("有价值的", "worth anything"), ("中位", "median"), ("最高", "most")):
        table.add_column(pick(name), justify="right", no_wrap=True)
    table.add_column(pick(("最值得的", "the most valuable")), overflow="fold")
    for kind in kinds:
        best = kind.lines[0]
        row = [pick(RESOURCES[kind.resource]), f"{kind.worth} / {len(kind.lines)}"]
        table.add_row(*row, _points(kind.middle), _points(best.points), best.name if kind.worth else "—")
    return table


def _points(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _amount(amount: int, stage: StageResult) -> str:
    """Return an amount in the unit that a person reads: shares of everything served, yuan, counts."""
    if stage.trivial_bound:
        return f"{amount / stage.trivial_bound:.2%}"
    return f"{amount / 100:,.0f} {pick(('元', 'yuan'))}" if stage.unit == "fen" else f"{amount:,}"


@contextmanager
def progress_bars() -> Iterator[ProgressLines]:
    """Show one live line per section with stage, incumbent, bound and gap."""
    bars = Bars(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True)
    with bars:
        yield ProgressLines(bars)


class ProgressLines:
    """Turns :class:`Progress` reports into live lines."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, int] = {}

    def __call__(self, report: Progress) -> None:
        """Show ``report``."""
        text = f"{pick(SECTION[report.section])} · {pick(STAGE[report.stage])}  {_numbers(report)}"
        if report.section not in self._tasks:
            self._tasks[report.section] = self._bars.add_task(text, total=None)
        self._bars.update(self._tasks[report.section], description=text)  # type: ignore[arg-type]


def _numbers(report: Progress) -> str:
    if report.incumbent is None:
        return pick(("尚无方案", "no plan yet"))
    if report.bound is None:
        return f"{report.incumbent:,}"
    gap = abs(report.bound - report.incumbent) / max(abs(report.bound), abs(report.incumbent), 1)
    return f"{report.incumbent:,} / {report.bound:,}  {pick(('差距', 'gap'))} {gap_text(gap)}"


class StopKey:
    """Ctrl-C asks the solver to stop; a second one ends the program at once."""

    def __init__(self) -> None:
        self.pressed = False

    def __enter__(self) -> StopKey:
        self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _press(self, _number: int, _frame: FrameType | None) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True
        err.print(pick(("正在停止，保留最近一次通过校验的计划……", "Stopping; the last verified plan is kept ...")))
