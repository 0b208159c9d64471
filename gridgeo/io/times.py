"""Instants of files: ISO 8601, seconds or milliseconds since 1970; local time is that of China."""

import numpy as np
import pandas as pd

CHINA = "Asia/Shanghai"
_SECONDS_UP_TO = 1e11  # larger numbers are milliseconds


def read_times(given: pd.Series) -> pd.Series:
    """Read instants: ISO 8601, seconds or milliseconds since 1970; local time is UTC+8.

    What is no time becomes NaT.
    """
    if isinstance(given.dtype, pd.DatetimeTZDtype):
        return pd.Series(given.dt.tz_convert("UTC"))
    if pd.api.types.is_datetime64_any_dtype(given):
        local = given.dt.tz_localize(CHINA, ambiguous="NaT", nonexistent="NaT")
        return pd.Series(local.dt.tz_convert("UTC"))
    numbers = pd.to_numeric(given, errors="coerce").astype(np.float64)
    if numbers.notna().sum() * 2 > given.notna().sum():
        seconds = numbers.where(numbers.abs() < _SECONDS_UP_TO, numbers / 1000)
        return pd.to_datetime((seconds * 1000).round(), unit="ms", utc=True, errors="coerce")
    return _from_texts(given.astype("string").str.strip())


def _from_texts(texts: pd.Series) -> pd.Series:
    zoned = texts.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$", regex=True, na=False)
    read = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns, UTC]")
    if zoned.any():
        known = pd.to_datetime(texts[zoned], utc=True, format="ISO8601", errors="coerce")
        read[zoned] = known.astype("datetime64[ns, UTC]")
    plain = ~zoned & texts.notna()
    if plain.any():
        text = texts[plain].str.replace("/", "-", regex=False)
        local = pd.to_datetime(text, format="ISO8601", errors="coerce")
        read[plain] = local.dt.tz_localize(CHINA, ambiguous="NaT", nonexistent="NaT").astype(
            "datetime64[ns, UTC]"
        )
    return read
