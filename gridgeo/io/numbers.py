"""Texts as numbers: by Arrow where all of a column can be read, cell by cell where not."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def as_numbers(values: pd.Series) -> NDArray[np.float64]:
    """Read a column as numbers; what is none becomes NaN."""
    if pd.api.types.is_numeric_dtype(values):
        return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))
    try:
        read = pc.cast(pa.array(values, pa.string(), from_pandas=True), pa.float64())
        return np.asarray(read.to_numpy(zero_copy_only=False), dtype=float)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        numbers = pd.to_numeric(values, errors="coerce")
        return np.asarray(numbers.to_numpy(dtype=float, na_value=np.nan))
