"""Use case: what waits for somebody in a network's grids, and which operation would do it."""

from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import grid_tasks
from gridgeo.db.repositories.areas import communities_below
from gridgeo.services.list_networks import require_network

Task = dict[str, Any]


def list_tasks(session: Session, network: str, area: str | None = None) -> list[Task]:
    """Give the tasks of a network, told from what is published and counted just now.

    A reserved grid is due when it holds what its trigger says, by default the minimum of its band,
    or when the day has come on which it should; a suspended grid waits until it can be staffed.

    Returns
    -------
    list of dict
        ``kind`` (``activate``, ``split``, ``look`` or ``cover``), ``grid``, ``sentence`` and
        ``sentence_zh``, ``since``, and ``operation``: what to send to a draft, or None.

    Raises
    ------
    NotFoundError
        If there is no such network or area.
    """
    require_network(session, network)
    areas = None if area is None else communities_below(session, [area]).codes
    reserved = [_reserved(row) for row in grid_tasks.reserved_grids(session, network, areas)]
    suspended = [_suspended(row) for row in grid_tasks.suspended_grids(session, network, areas)]
    return [task for task in (*reserved, *suspended) if task is not None]


def _reserved(row: RowMapping) -> Task | None:
    held = row["held"] or 0
    reached = held >= (row["trigger_count"] or row["minimum"])
    if reached and held > row["maximum"]:
        count = -(-held // row["maximum"])
        return _task(
            row,
            "split",
            f"预留网格 {row['code']} 已入住 {held}，超过上限 {row['maximum']}，"
            f"建议拆分为 {count} 个。",
            f"Reserved grid {row['code']} holds {held} by now, more than {row['maximum']}:"
            f" split it into {count}.",
            {"kind": "split", "grid": row["code"], "count": count},
        )
    if reached:
        what, zh = ("trigger", "触发数") if row["trigger_count"] else ("minimum", "下限")
        wanted = row["trigger_count"] or row["minimum"]
        return _task(
            row,
            "activate",
            f"预留网格 {row['code']} 已入住 {held}，达到{zh} {wanted}，可以启用。",
            f"Reserved grid {row['code']} holds {held} by now, at least its {what} of {wanted}:"
            " take it into use.",
            {"kind": "set_attributes", "grid": row["code"], "status": "active"},
        )
    if row["due"]:
        return _task(
            row,
            "look",
            f"预留网格 {row['code']} 预计 {row['active_from']} 达到下限，目前仅 {held}，请核实。",
            f"Reserved grid {row['code']} should hold {row['minimum']} since"
            f" {row['active_from']} and holds {held}: look why.",
            None,
        )
    return None


def _suspended(row: RowMapping) -> Task:
    who, neighbour = row["covered_by"], row["neighbour"]
    if who is not None:
        zh, en = f"由 {who} 代管", f"{who} covers it"
    elif neighbour is not None:
        zh, en = f"无人代管，建议由相邻的 {neighbour} 代管", f"nobody covers it; {neighbour} could"
    else:
        zh, en = "无人代管，也无相邻网格", "nobody covers it, and no grid in use adjoins it"
    task = _task(
        row,
        "cover",
        f"网格 {row['code']} 已暂停：{zh}。",
        f"Grid {row['code']} is suspended: {en}.",
        None,
    )
    return {**task, "covered_by": who, "neighbour": neighbour}


def _task(row: RowMapping, kind: str, zh: str, en: str, operation: Task | None) -> Task:
    return {
        "kind": kind,
        "grid": row["code"],
        "name": row["name"],
        "area": row["area_code"],
        "since": row["since"],
        "sentence": en,
        "sentence_zh": zh,
        "operation": operation,
        "covered_by": None,
        "neighbour": None,
    }
