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
    host: Annotated[str | None, typer.Option(help="监听地址，默认 127.0.0.1 / address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="端口，默认 8000 / port, by default 8000")] = None,
    database: Annotated[Path | None, typer.Option(help="SQLite 文件，默认演示库 / the store, else the demo's")] = None,
) -> None:
    """启动网页与接口；未写的选项取自环境变量 / serve the pages and the API; options left out come from DAPENG_..."""
    from api.app import serve
    from api.settings import read_settings

    settings = read_settings(host=host, port=port, database=database)
    address = f"http://{settings.host}:{settings.port}/"
    serve(settings, ready=lambda: say(f"网页：{address}（按 Ctrl-C 停止）", f"Pages: {address} (Ctrl-C stops)"))
