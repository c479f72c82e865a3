"""Commands that run the whole: the demo and the server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.make import plan_with_progress
from api.commands.options import FolderOption
from api.console import out, price_table, say, stage_table


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("demo")(demo_command)
    app.command("serve")(serve_command)


def demo_command(
    folder: FolderOption = Path("out/demo"),
    seconds: Annotated[float, typer.Option("--time", min=2, help="求解秒数 / seconds for solving")] = 72,
) -> None:
    """贵州演示：从清单到地图、Excel 与行程单 / Guizhou from inventory to maps, Excel and itineraries."""
    from services.demo import write_demo
    from services.prices import price_kinds, price_lines

    problem, plan = write_demo(folder, lambda problem: plan_with_progress(problem, seconds, seed=1), say)
    out.print(stage_table(plan.stages))
    if plan.shadow_prices:
        out.print(price_table(price_kinds(price_lines(problem, plan))))
    say(f"全部文件在 {folder}；查看网页：make serve", f"All files are in {folder}; to see the pages: make serve")


def serve_command(
    host: Annotated[str, typer.Option(help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    database: Annotated[Path, typer.Option(help="SQLite 文件 / the store")] = Path("out/demo/dapeng.sqlite"),
) -> None:
    """启动网页与接口 / serve the pages and the API."""
    from api.app import Settings, serve

    address = f"http://{host}:{port}/"
    serve(
        Settings(host=host, port=port, database=database),
        ready=lambda: say(f"网页：{address}（按 Ctrl-C 停止）", f"Pages: {address} (Ctrl-C stops)"),
    )
