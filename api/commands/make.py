"""Commands that make plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import DeterministicOption, OutOption, PlanArg, ProblemArg, SeedOption, TimeOption
from api.console import StopKey, language, out, pick, price_table, progress_bars, say, stage_table

if TYPE_CHECKING:
    from scheduler.plan import Plan
    from scheduler.problem import Problem


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("plan")(plan_command)
    app.command("verify")(verify_command)


def plan_command(
    problem: ProblemArg,
    path: OutOption = Path("plan.json"),
    seconds: TimeOption = 60,
    seed: SeedOption = 1,
    deterministic: DeterministicOption = False,
    warm: Annotated[Path | None, typer.Option("--warm-start", help="旧计划 / an earlier plan.json")] = None,
) -> None:
    """求解并校验，写出计划 / solve, verify, write the plan."""
    from scheduler.wire import dump_plan, read_plan, read_problem, write_json

    task = read_problem(problem)
    plan = plan_with_progress(task, seconds, seed, deterministic, read_plan(warm) if warm else None)
    write_json(dump_plan(plan), path)
    out.print(stage_table(plan.stages))
    if plan.shadow_prices:
        from services.prices import price_kinds, price_lines

        out.print(price_table(price_kinds(price_lines(task, plan))))
    say(f"计划已通过校验并写入 {path}", f"The verifier accepts the plan; written to {path}")


def plan_with_progress(
    task: Problem, seconds: float, seed: int, deterministic: bool = False, warm: Plan | None = None
) -> Plan:
    """Solve with live progress; Ctrl-C stops with the last verified plan."""
    from scheduler.progress import Budget
    from services.planning import make_plan

    with StopKey() as stop, progress_bars() as lines:
        budget = Budget(seconds, seed=seed, deterministic=deterministic, cancelled=lambda: stop.pressed, report=lines)
        return make_plan(task, budget, warm)


def verify_command(problem: ProblemArg, plan: PlanArg) -> None:
    """独立校验计划；违反规则时返回 1 / verify a plan independently; exit 1 when a rule is broken."""
    from scheduler.verify import verify
    from scheduler.wire import read_plan, read_problem

    violations = verify(read_problem(problem), read_plan(plan))
    for violation in violations:
        out.print(f"{violation.rule_id} {violation.place}: {violation.text(language())}", markup=False)
    if violations:
        out.print(pick((f"违反规则 {len(violations)} 处", f"rules broken: {len(violations)}")))
        raise typer.Exit(1)
    say("全部规则成立", "every rule holds")
