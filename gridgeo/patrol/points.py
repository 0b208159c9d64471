"""Track points as arrays: sorted by device and time, the form that all of this package takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrackPoints:
    """Points of many devices, sorted by device, time and worker; all arrays have one length.

    Attributes
    ----------
    device, worker : int32 arrays
        Numbers of devices and workers, from 0.
    time_s : float64 array
        Seconds since 1970, UTC.
    lon, lat : float64 arrays
        Degrees, EPSG:4326, as they were reported.
    accuracy_m : float32 array
        NaN where the device does not say.
    order : int64 array
        Position of each point in what was given.
    """

    device: NDArray[np.int32]
    worker: NDArray[np.int32]
    time_s: Floats
    lon: Floats
    lat: Floats
    accuracy_m: NDArray[np.float32]
    order: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        device: Sequence[int] | NDArray[np.int32],
        worker: Sequence[int] | NDArray[np.int32],
        time_s: Sequence[float] | Floats,
        lon: Sequence[float] | Floats,
        lat: Sequence[float] | Floats,
        accuracy_m: Sequence[float] | NDArray[np.float32] | None = None,
    ) -> "TrackPoints":
        """Sort points that come in any order; late ones too fall into place."""
        devices, workers = np.asarray(device, np.int32), np.asarray(worker, np.int32)
        times = np.asarray(time_s, np.float64)
        stated = (
            np.full(len(times), np.nan, np.float32)
            if accuracy_m is None
            else np.asarray(accuracy_m, np.float32)
        )
        order = np.lexsort((workers, times, devices))
        return cls(
            device=devices[order],
            worker=workers[order],
            time_s=times[order],
            lon=np.asarray(lon, np.float64)[order],
            lat=np.asarray(lat, np.float64)[order],
            accuracy_m=stated[order],
            order=order,
        )

    def __len__(self) -> int:
        return len(self.time_s)

    def as_given(self, values: NDArray[np.int16]) -> NDArray[np.int16]:
        """Bring one value a point back into the order in which the points were given."""
        back = np.empty_like(values)
        back[self.order] = values
        return back


def starts_of(*keys: NDArray[np.generic]) -> NDArray[np.int64]:
    """Give where runs of equal keys begin, and the length at the end."""
    count = len(keys[0])
    if not count:
        return np.zeros(1, np.int64)
    new = np.zeros(count, bool)
    new[0] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.append(np.flatnonzero(new), count).astype(np.int64)
