"""Which field of a file is which column: guessed by name and by content, with the reason.

Offices write 户数, 总户数(户), HOUSEHOLD, and shapefiles cut all of them to ten bytes. A guess is
only taken by itself where it is sure; the others are shown, for somebody to confirm.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gridgeo.io.kinds import Column, ColumnType, Kind

SURE = 0.8  # from here a guess is taken without asking
_NOISE = re.compile(r"[\s_\-.:：*＊]|[（(\[【][^）)\]】]*[）)\]】]|^(?:总|所属|所在|本)")


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """A field for a column.

    Attributes
    ----------
    column, field : str
    score : float
        0 to 1; from `SURE` on it is taken by itself.
    why, why_zh : str
        The reason, as the end of a sentence.
    """

    column: str
    field: str
    score: float
    why: str
    why_zh: str


def guess_fields(
    kind: Kind, fields: Sequence[str], sample: pd.DataFrame | None = None
) -> list[FieldGuess]:
    """Find the likeliest field for each column; no field is given twice.

    Parameters
    ----------
    kind : Kind
        What the rows are.
    fields : sequence of str
        Of the file.
    sample : DataFrame, optional
        Some rows with those fields; decides between fields, and finds choices by their values.
    """
    found = [
        guess
        for column in kind.columns
        for field in fields
        if (guess := _compare(column, field, None if sample is None else sample.get(field)))
    ]
    order = {column.name: i for i, column in enumerate(kind.columns)}
    found.sort(key=lambda one: (-one.score, order[one.column], list(fields).index(one.field)))
    chosen: dict[str, FieldGuess] = {}
    taken: set[str] = set()
    for guess in found:
        if guess.column not in chosen and guess.field not in taken:
            chosen[guess.column] = guess
            taken.add(guess.field)
    return sorted(chosen.values(), key=lambda one: order[one.column])


def sure_mapping(guesses: Sequence[FieldGuess]) -> dict[str, str]:
    """Give column to field for the guesses that need no asking."""
    return {one.column: one.field for one in guesses if one.score >= SURE}


def _compare(column: Column, field: str, values: pd.Series | None) -> FieldGuess | None:
    score, why, why_zh = _by_name(column, field)
    if values is not None and score < 1.0:
        score, why, why_zh = _with_values(column, values, score, why, why_zh)
    return FieldGuess(column.name, field, round(score, 2), why, why_zh) if score > 0 else None


def _by_name(column: Column, field: str) -> tuple[float, str, str]:
    lower = field.strip().lower()
    if lower == column.name:
        return 1.0, "has the column's own name", "与列同名"
    if lower in column.names:
        rank = column.names.index(lower)
        return 0.97 - 0.001 * rank, f"'{field}' is a usual name of it", f"“{field}”是常用名"
    plain = _plain(field)
    for name in (column.name, *column.names):
        if plain and plain == _plain(name):
            return 0.9, f"'{field}' is written like '{name}'", f"“{field}”写法近似“{name}”"
    for name in (column.name, *column.names):
        if _is_cut(field, name):
            return 0.85, f"'{field}' is '{name}' cut to ten bytes", f"“{field}”是被截断的“{name}”"
    for name in (column.name, *column.names):
        if len(_plain(name)) >= 2 and _plain(name) in plain and not name.isascii():
            return 0.6, f"'{field}' contains '{name}'", f"“{field}”包含“{name}”"
    return 0.0, "", ""


def _with_values(
    column: Column, values: pd.Series, score: float, why: str, why_zh: str
) -> tuple[float, str, str]:
    """Weigh a name by what stands in the column; choices can be told by their words alone."""
    filled = values.dropna().astype(str).str.strip()
    filled = filled[filled != ""]
    if filled.empty:
        return score * 0.9, why, why_zh
    if column.type is ColumnType.CHOICE:
        known = filled.str.lower().isin(list(column.choices)).mean()
        if score == 0.0 and known == 1.0 and not filled.str.isdecimal().all():
            words = "、".join(filled.unique()[:3])
            return (
                0.7,
                f"all its values are among those known ({words})",
                f"取值均可识别（{words}）",
            )
        if score and known < 0.5:
            return score * 0.6, f"{why}, but its values are others", f"{why_zh}，但取值不符"
    if column.type is ColumnType.COUNT and score:
        numbers = pd.to_numeric(filled, errors="coerce")
        if numbers.isna().mean() > 0.5:
            return score * 0.6, f"{why}, but it holds no numbers", f"{why_zh}，但不是数字"
    return score, why, why_zh


def _plain(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).lower())


def _is_cut(field: str, name: str) -> bool:
    """Whether a field is what a shapefile leaves of a name: its first ten bytes."""
    cut = field.strip().lower()
    for encoding in ("gbk", "utf-8"):
        try:
            whole = name.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(whole) > 10 and cut == whole[:10].decode(encoding, errors="ignore"):
            return True
    return False


def describe_mapping(mapping: Mapping[str, str], guesses: Sequence[FieldGuess]) -> list[str]:
    """Say for people which field became which column, and why."""
    why = {(one.column, one.field): one.why for one in guesses}
    return [
        f"{field} → {column} ({why.get((column, field), 'as told')})"
        for column, field in mapping.items()
    ]
