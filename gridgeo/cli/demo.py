"""``gridgeo demo``: the whole way on a synthetic district, ending with the map being served."""

import os
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.screen import Console

if TYPE_CHECKING:
    from gridgeo.services.demo_database import DemoFacts, DemoHome

STEPS = {
    "generate": "生成示范区 generate the district",
    "import": "导入底数 import areas, streets, buildings, households",
    "networks": "导入并检查现有网络 import and check seven departments' networks",
    "units": "划分单元 make units",
    "plan": "编制网格方案 plan grids",
    "check": "检查方案 check the plan",
    "publish": "发布 publish",
    "patrols": "导入人员和巡查轨迹 import people and patrols",
    "report": "生成报告 write the report",
    "users": "创建用户 create users",
}


class DemoSize(StrEnum):
    """How large the demo is."""

    SMALL = "small"
    DISTRICT = "district"


@app.command()
def demo(
    size: Annotated[
        DemoSize, typer.Option(help="12 communities, or the 110 of a whole district.")
    ] = DemoSize.SMALL,
    seed: Annotated[int, typer.Option(min=0, help="Another seed makes another district.")] = 0,
    serve: Annotated[bool, typer.Option(help="Serve the map when all is ready.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make it anew if it is there.")] = False,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="Processes; by default all cores.")
    ] = None,
    host: Annotated[str, typer.Option(help="Interface to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; else the first free from 8000.")
    ] = None,
    url: Annotated[
        bool, typer.Option("--url", help="Only print the demo database's URL, for other commands.")
    ] = False,
) -> None:
    """Make a synthetic district, plan, check and publish it, write the report, and serve the map.

    It lives in a database of its own beside the real one. A second run takes seconds.
    """
    from gridgeo.config import get_settings
    from gridgeo.embedded import ensure_cluster
    from gridgeo.services.demo_database import DemoHome

    settings = get_settings()
    home = DemoHome(ensure_cluster(settings), settings.data_dir, size.value, seed)
    if url:
        typer.echo(home.url)
        return
    facts = _ensure(home, fresh=fresh, jobs=jobs or os.cpu_count() or 1)
    _show_figures(home, facts)
    if serve:
        _serve(home, facts, host, port)


def _ensure(home: "DemoHome", *, fresh: bool, jobs: int) -> "DemoFacts":
    """Make the demo under a progress bar; without a terminal, one line for each step done."""
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    from gridgeo.services.run_demo import ensure_demo

    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as bar:
        running: dict[str, tuple[TaskID, float]] = {}

        def progress(step: str, share: float) -> None:
            if step not in running:
                running[step] = (bar.add_task(STEPS[step], total=1.0), time.monotonic())
            task, begun = running[step]
            if share >= 1.0 and not bar.tasks[task].finished and not screen.is_terminal:
                screen.print(f"{STEPS[step]}: {time.monotonic() - begun:.1f} s")
            bar.update(task, completed=share)

        return ensure_demo(home, jobs=jobs, progress=progress, fresh=fresh)


def _show_figures(home: "DemoHome", facts: "DemoFacts") -> None:
    figures = facts.summary
    Console(highlight=False, soft_wrap=True).print(
        f"\n{figures['district']}: {figures['communities']} communities,"
        f" {figures['buildings']:,} buildings, {figures['households']:,} households.\n"
        f"{figures['grids']} base grids planned and published in place of"
        f" {figures['present_grids']} drawn by hand: {figures['in_band']} in the band,"
        f" {figures['under'] + figures['over']} outside it, {figures['explained']} of these with a"
        " reason.\n"
        f"报告 report: {home.report}",
        markup=False,
    )


def _serve(home: "DemoHome", facts: "DemoFacts", host: str, port: int | None) -> None:
    from gridgeo.config import get_settings
    from gridgeo.services.run_server import address_of, open_listener, run_server

    # The application, in this process or its workers, reads its settings from the environment.
    os.environ["GRIDGEO_DATABASE_URL"] = home.url
    os.environ["GRIDGEO_PUBLIC_READ"] = "1"
    get_settings.cache_clear()
    with open_listener(host, port) as listener:
        _show_ways_in(address_of(listener), facts)
        run_server(listener, job_workers=get_settings().job_workers)


def _show_ways_in(address: str, facts: "DemoFacts") -> None:
    console = Console(highlight=False, soft_wrap=True)
    users = "\n".join(f"  {name:<14} {word}" for name, word in facts.passwords.items())
    console.print(
        f"\n演示用户 demo users and their passwords\n{users}\n\n"
        "试一试 three things to try\n"
        f"  1. Open {address} and click a grid: its households, deviation and community.\n"
        f"  2. Ask which grid a point falls in:\n"
        f"     curl '{address}/api/v1/locate?lon={facts.lon}&lat={facts.lat}'\n"
        f"  3. Read the report (households by grid against the standard):\n"
        f"     {address}/api/v1/reports/zongzhi\n\n"
        f"地图 the map is at {address} — stop with Ctrl+C.\n"
        "全部数据均为合成 all data are synthetic.",
        markup=False,
    )
