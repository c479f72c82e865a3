"""Commands for who may sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.console import say
from store.roles import Role


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("person")(person_command)
    app.command("deactivate")(deactivate_command)


def person_command(
    name: Annotated[str, typer.Argument(help="登录用户名 / name to sign in with")],
    role: Annotated[Role, typer.Option(help="角色 / role")],
    org: Annotated[str, typer.Option(help="所属组织编号，决定可见范围 / organisation: what they may see")],
    database: Annotated[Path, typer.Option(help="SQLite 文件 / the store")],
    display_name: Annotated[str | None, typer.Option(help="显示名 / name to show")] = None,
    caravan: Annotated[str | None, typer.Option(help="驾驶员的大篷车编号 / a driver's caravan")] = None,
    organisations: Annotated[
        Path | None, typer.Option(help="先从该问题文件导入组织 / problem file to take organisations over from")
    ] = None,
) -> None:
    """添加可登录的人员，密码另行输入 / add somebody who may sign in; the password is asked for."""
    from scheduler.wire import read_problem
    from services.people import NewPerson, add_organisations, register_person
    from store.unit import open_store

    password = typer.prompt("密码 / password", hide_input=True, confirmation_prompt=True)
    store = open_store(database)
    if organisations is not None:
        add_organisations(store, read_problem(organisations))
    new = NewPerson(
        name=name,
        display_name=display_name or name,
        role=role,
        org_id=org,
        password=password,
        caravan_id=caravan,
    )
    person = register_person(store, new)
    store.close()
    say(f"已添加 {person.name}（{person.role}）", f"Added {person.name} ({person.role})")


def deactivate_command(
    name: Annotated[str, typer.Argument(help="登录用户名 / name to sign in with")],
    database: Annotated[Path, typer.Option(help="SQLite 文件 / the store", exists=True, dir_okay=False)],
    undo: Annotated[bool, typer.Option("--undo", help="恢复登录 / let them sign in again")] = False,
) -> None:
    """停用人员：立即退出，不能再登录 / deactivate somebody: signed out at once, and not let in again."""
    from services.people import set_access
    from store.unit import open_store

    store = open_store(database)
    person = set_access(store, name, active=undo)
    store.close()
    if undo:
        say(f"{person.name} 可以重新登录", f"{person.name} may sign in again")
    else:
        say(f"已停用 {person.name}", f"Deactivated {person.name}")
