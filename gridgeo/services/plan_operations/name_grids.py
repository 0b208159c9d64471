"""Operations on what grids are called and are: attributes, locks, pins, dedicated grids."""

import numpy as np
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.dedicated import DedicatedMode
from gridgeo.domain.enums import GridKind, GridStatus
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.geometry.dissolve import dissolve
from gridgeo.planner.actions.draw import draw
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.shape_grids import Arguments, act, chosen_units
from gridgeo.services.plan_operations.where import read_shape

ATTRIBUTES = ("name", "kind", "status", "code", "reason", "trigger_count")
_ZH = {
    **{"name": "名称", "kind": "类型", "status": "状态", "code": "编码", "reason": "原因"},
    "trigger_count": "触发数",
}
_EN = {"trigger_count": "trigger"}
_ZH_VALUES = {
    **{"base": "基础", "micro": "微", "dedicated": "专属"},
    **{"draft": "草稿", "active": "启用", "reserved": "预留", "suspended": "暂停"},
    "retired": "撤销",
}


def set_attributes(draft: Draft, arguments: Arguments) -> Edit:
    """Set name, kind, status, code, trigger, or the reason why the band is missed."""
    code = arguments["grid"]
    number = draft.number(code, with_units=False)
    given = {**arguments, "kind": arguments.get("grid_kind")}
    wanted = {key: given[key] for key in ATTRIBUTES if given.get(key) is not None}
    if not wanted:
        raise BadInputError("Say which attribute is to be set.", field="name")
    _require_code(draft, number, wanted.get("code"))
    if "reason" in wanted and draft.grids[number]["band_status"] in (None, "in_band"):
        raise RefusedError(f"Grid {code} misses no band, so there is no reason to state.")
    status = wanted.get("status", draft.grids[number]["status"])
    if "trigger_count" in wanted and status != GridStatus.RESERVED:
        raise RefusedError(f"Grid {code} is {status}; only a reserved grid has a trigger.")
    zh = "、".join(f"{_ZH[key]}“{_in_chinese(key, value)}”" for key, value in wanted.items())
    en = ", ".join(f"{_EN.get(key, key)} '{value}'" for key, value in wanted.items())
    if status != GridStatus.RESERVED:
        wanted["trigger_count"] = None
    return Edit(f"将网格 {code} 设为{zh}。", f"Set grid {code}: {en}.", attributes={number: wanted})


def _in_chinese(key: str, value: object) -> object:
    return _ZH_VALUES[str(value)] if key in ("kind", "status") else value


def _require_code(draft: Draft, number: int, code: str | None) -> None:
    area = draft.grids[number]["area_code"]
    if code is not None and not draft.network.code_template.fits(code, area):
        template = draft.network.code_template.text
        raise BadInputError(
            f"The code '{code}' does not follow the template {template} in community {area}.",
            field="code",
        )


def lock_grids(draft: Draft, arguments: Arguments) -> Edit:
    """Lock grids: until they are unlocked nothing changes them, undo included."""
    numbers = tuple(draft.number(code, "grids", with_units=False) for code in arguments["grids"])
    fresh = tuple(number for number in numbers if number not in draft.locked)
    codes = sorted(set(arguments["grids"]))
    return Edit(f"锁定网格 {'、'.join(codes)}。", f"Locked {', '.join(codes)}.", lock=fresh)


def unlock_grids(draft: Draft, arguments: Arguments) -> Edit:
    """Unlock grids."""
    numbers = tuple(draft.number(code, "grids", with_units=False) for code in arguments["grids"])
    held = tuple(number for number in numbers if number in draft.locked)
    codes = sorted(set(arguments["grids"]))
    return Edit(f"解锁网格 {'、'.join(codes)}。", f"Unlocked {', '.join(codes)}.", unlock=held)


def pin_units(draft: Draft, arguments: Arguments) -> Edit:
    """Pin units to the grid that they have."""
    return _pinned(draft, arguments, pinned=True)


def unpin_units(draft: Draft, arguments: Arguments) -> Edit:
    """Let units move again."""
    return _pinned(draft, arguments, pinned=False)


def _pinned(draft: Draft, arguments: Arguments, *, pinned: bool) -> Edit:
    places = draft.places(arguments["units"])
    after = draft.pinned.copy()
    after[places] = pinned
    zh, en = ("固定", "Pinned") if pinned else ("取消固定", "Unpinned")
    return Edit(f"{zh} {len(places)} 个单元。", f"{en} {len(places)} units.", pinned=after)


def dedicate(draft: Draft, arguments: Arguments) -> Edit:
    """Make a dedicated grid: cut out of the base grids, or laid over them, as the network says."""
    number = draft.last_number + 1
    wanted = {"kind": GridKind.DEDICATED.value, "name": arguments.get("name") or ""}
    if arguments.get("place") is not None:
        wanted["place_code"] = arguments["place"]
    if draft.network.dedicated == DedicatedMode.OVERLAY.value:
        polygon = arguments.get("polygon")
        shape = _over_units(draft, arguments) if polygon is None else read_shape(polygon, "polygon")
        if shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise BadInputError("A grid needs a polygon.", field="polygon")
        return Edit(
            "叠加专属网格 {new}。",
            "Laid dedicated grid {new} over the others.",
            attributes={number: wanted},
            overlays={number: shape},
        )
    pieces = draft.pieces_of(chosen_units(draft, arguments))
    outcome = act(
        draft,
        lambda: draw(draft.graph, draft.assignment, pieces.tolist(), number, locked=draft.locked),
    )
    return Edit(
        "划出专属网格 {new}。",
        "Cut out dedicated grid {new}.",
        draft.expand(outcome.assignment),
        attributes={number: wanted},
    )


def _over_units(draft: Draft, arguments: Arguments) -> BaseGeometry:
    units = draft.units.ground[chosen_units(draft, arguments)]
    ground: BaseGeometry = dissolve(units, np.zeros(len(units), dtype=np.int64), 1)[0]
    return ground
