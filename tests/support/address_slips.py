"""Addresses as people type them: other signs, other words, parts left out, wrong characters."""

from collections.abc import Callable

import numpy as np

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SIMPLE = "号单栋岭兴华万东长陈门乐云龙凤绿楼园庆丰远义宁阳"
_TRADITIONAL = str.maketrans(_SIMPLE, "號單棟嶺興華萬東長陳門樂雲龍鳳綠樓園慶豐遠義寧陽")
_WRONG = "岑峰丽州中大木才良吴王申目日口"


def _no_room(address: str) -> str:
    before, entrance, _ = address.partition("单元")
    return before.rstrip("0123456789") if entrance else address


_WRITERS: dict[str, Callable[[str], str]] = {
    "as_is": lambda one: one,
    "signs": lambda one: one.replace("号", "号，").replace("单元", "单元 ").translate(_WIDE),
    "words": lambda one: one.replace("幢", "号楼").replace("单元", "门").removesuffix("室"),
    "traditional": lambda one: one.replace("幢", "栋").translate(_TRADITIONAL),
    "short": lambda one: one.replace("幢", "-").replace("单元", "-").removesuffix("室"),
    "no_room": _no_room,
}
WRITTEN_OTHERWISE = tuple(_WRITERS)


def write_otherwise(address: str, kind: str) -> str:
    """Write a standard address (路2号1幢3单元601室, or shorter) with the same meaning."""
    return _WRITERS[kind](address)


def slip_in_name(address: str, rng: np.random.Generator) -> str:
    """Put one wrong character into the name before the first number, or leave one out."""
    length = next((at for at, sign in enumerate(address) if sign.isdigit()), len(address))
    at = int(rng.integers(max(length - 1, 1)))
    wrong = _WRONG[int(rng.integers(len(_WRONG)))] if rng.random() < 0.7 else ""
    return address[:at] + wrong + address[at + 1 :]


def slip_in_number(address: str, rng: np.random.Generator) -> str:
    """Type one digit of the house number wrong."""
    at = next((at for at, sign in enumerate(address) if sign.isdigit()), None)
    if at is None:
        return address
    digit = (int(address[at]) + int(rng.integers(1, 9))) % 9 + 1
    return f"{address[:at]}{digit}{address[at + 1 :]}"
