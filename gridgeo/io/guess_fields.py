"""Which field of a file is which column: guessed by name and by content, with the reason.

Offices write 户数, 总户数(户), HOUSEHOLD, and shapefiles cut all of them to ten bytes. A guess is
only taken by itself where it is sure; the others are shown, for somebody to confirm.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
    values = _Values(sample)
    found = [
        guess
        for column in kind.columns
        for field in fields
        if (guess := _compare(column, field, values))
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


class _Values:
    """What stands in the fields of a sample, each made ready once; a file may have a thousand."""

    def __init__(self, sample: pd.DataFrame | None) -> None:
        self._sample = sample
        self._filled: dict[str, list[str]] = {}

    def of(self, field: str) -> list[str] | None:
        """Give a field's values as text, without empty ones; None where there is no sample."""
        if self._sample is None or field not in self._sample:
            return None
        if field not in self._filled:
            given = (str(value).strip() for value in self._sample[field].dropna())
            self._filled[field] = [text for text in given if text]
        return self._filled[field]


def _compare(column: Column, field: str, values: _Values) -> FieldGuess | None:
    score, why, why_zh = _by_name(column, field)
    told_by_values = column.type is ColumnType.CHOICE if score == 0.0 else score < 1.0
    told_by_values |= score > 0.0 and column.or_else is not None
    if told_by_values and (filled := values.of(field)) is not None:
        score, why, why_zh = _with_values(column, filled, score, why, why_zh)
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
    column: Column, filled: list[str], score: float, why: str, why_zh: str
) -> tuple[float, str, str]:
    """Weigh a name by what stands in the column; choices can be told by their words alone."""
    if not filled:
        empty = column.or_else is not None  # another field stands for this one
        return score * (0.6 if empty else 0.9), why, why_zh
    if column.type is ColumnType.CHOICE:
        known = sum(text.lower() in column.choices for text in filled) / len(filled)
        if score == 0.0 and known == 1.0 and not all(text.isdecimal() for text in filled):
            words = "、".join(list(dict.fromkeys(filled))[:3])
            return (
                0.7,
                f"all its values are among those known ({words})",
                f"取值均可识别（{words}）",
            )
        if score and known < 0.5:
            return score * 0.6, f"{why}, but its values are others", f"{why_zh}，但取值不符"
    if column.type is ColumnType.COUNT and score:
        numbers = pd.to_numeric(pd.Series(filled), errors="coerce")
        if numbers.isna().mean() > 0.5:
            return score * 0.6, f"{why}, but it holds no numbers", f"{why_zh}，但不是数字"
    return score, why, why_zh


@lru_cache(4096)
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
