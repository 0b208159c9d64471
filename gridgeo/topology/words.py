"""How rules say numbers, codes and homes, in Chinese and in English."""

from collections.abc import Sequence

MOST_NAMED = 6  # codes written out in a sentence; the finding itself carries all of them


def number(value: float) -> str:
    """Write a size with as many digits as it deserves: 6,351 / 12.4 / 0.042."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 1 else f"{value:.2g}"


def codes_zh(codes: Sequence[str]) -> str:
    """Join codes for a Chinese sentence."""
    more = f"等 {len(codes)} 个网格" if len(codes) > MOST_NAMED else ""
    return "、".join(codes[:MOST_NAMED]) + more


def codes_en(codes: Sequence[str]) -> str:
    """Join codes for an English sentence."""
    more = f" and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
    return ", ".join(codes[:MOST_NAMED]) + more


def size_zh(area_m2: float, width_m: float) -> str:
    """Say area and mean width in Chinese."""
    return f"{number(area_m2)} 平方米，平均宽 {number(width_m)} 米"


def size_en(area_m2: float, width_m: float) -> str:
    """Say area and mean width in English."""
    return f"{number(area_m2)} m², {number(width_m)} m wide on average"


def homes_zh(households: int | None) -> str:
    """Say how many households a fault touches, if that is known."""
    return "" if households is None else f"，涉及 {households} 户"


def homes_en(households: int | None) -> str:
    """Say how many households a fault touches, if that is known."""
    return "" if households is None else f", with {households} households"
