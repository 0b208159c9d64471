"""The ground plane: a square lattice, bent smoothly into metres and laid onto the globe.

Everything is drawn on a lattice of 20 m steps (u east, v north). One smooth map bends the lattice
so that streets curve, the river meanders and villages look grown; because every border runs along
lattice points, whatever shares a border shares its vertices exactly.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gridgeo.demo.chance import stream
from gridgeo.demo.sizes import DemoSize

STEP_M = 20.0
METRIC_CRS = CRS.from_proj4(
    "+proj=tmerc +lat_0=32 +lon_0=115 +k=1 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +type=crs"
)
_DECIMALS = 8  # degrees; about a millimetre

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Wave:
    """One sinusoid of displacement: direction of travel, amplitude (x, y) in metres, phase."""

    ku: float
    kv: float
    ax: float
    ay: float
    phase: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The bent lattice of one district.

    ``river_v`` and ``rail_u`` are the lattice lines that the river and the railway follow.
    """

    size: DemoSize
    river_v: int
    rail_u: int
    waves: tuple[_Wave, ...]
    rough: tuple[_Wave, ...]
    centre: tuple[float, float]
    bumps: tuple[float, ...]

    def to_xy(self, u: Floats, v: Floats) -> Floats:
        """Map lattice positions (steps, any shape S) to metres, shape S + (2,)."""
        x0, y0 = np.asarray(u, float) * STEP_M, np.asarray(v, float) * STEP_M
        x, y = x0.copy(), y0.copy()
        for wave in self.waves:
            bend = np.sin(wave.ku * x0 + wave.kv * y0 + wave.phase)
            x += wave.ax * bend
            y += wave.ay * bend
        country = 1.0 - self.urbanity(u, v)
        for wave in self.rough:
            bend = country * np.sin(wave.ku * x0 + wave.kv * y0 + wave.phase)
            x += wave.ax * bend
            y += wave.ay * bend
        x, y = self._meander(x0, y0, x, y)
        return _turn(x, y, self._middle())

    def urbanity(self, u: Floats, v: Floats) -> Floats:
        """Say how urban a lattice position is: 1 in the city, 0 in the country."""
        du = (np.asarray(u, float) / self.size.columns - self.centre[0]) * self._aspect()
        dv = np.asarray(v, float) / self.size.rows - self.centre[1]
        angle = np.arctan2(dv, du)
        reach = np.sqrt(self.size.urban_share * self._aspect() / np.pi)
        for order, bump in enumerate(self.bumps, start=2):
            reach = reach + bump * np.cos(order * angle + 7 * bump)
        inside: Floats = reach - np.hypot(du, dv)
        share: Floats = 1.0 / (1.0 + np.exp(-inside / 0.03))
        return share

    def angle(self, u: Floats, v: Floats) -> Floats:
        """Give the direction of the lattice's east axis in radians, counter-clockwise from x."""
        ahead = self.to_xy(np.asarray(u) + 0.5, v) - self.to_xy(np.asarray(u) - 0.5, v)
        return np.arctan2(ahead[..., 1], ahead[..., 0])

    def _aspect(self) -> float:
        return self.size.columns / self.size.rows

    def _middle(self) -> tuple[float, float]:
        return self.size.columns * STEP_M / 2, self.size.rows * STEP_M / 2

    def _meander(self, x0: Floats, y0: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Bend the ground around river and railway, fading out within a quarter of a wave."""
        length = self.size.meander_length_m
        fade = length / 3.2
        river = np.exp(-(((y0 - self.river_v * STEP_M) / fade) ** 2))
        y = y + self.size.meander_m * river * np.sin(2 * np.pi * x0 / length + 0.9)
        y = y + self.size.meander_m * 0.3 * river * np.sin(2 * np.pi * x0 / (length * 0.43))
        rail = np.exp(-(((x0 - self.rail_u * STEP_M) / fade) ** 2))
        x = x + self.size.meander_m * 0.9 * rail * np.sin(2 * np.pi * y0 / (length * 1.6) + 2.0)
        return x, y


def make_frame(size: DemoSize, seed: int) -> Frame:
    """Draw the bends of a district's ground from its seed."""
    rng = stream(seed, "frame")
    extent = STEP_M * min(size.columns, size.rows)
    waves = tuple(
        _wave(rng, extent * share, extent * share * 0.021) for share in (1.1, 0.8, 0.55, 0.35)
    )
    rough = tuple(_wave(rng, length, length * 0.03) for length in (900.0, 560.0, 380.0, 300.0))
    return Frame(
        size=size,
        river_v=round(size.rows * 0.36),
        rail_u=round(size.columns * 0.70),
        waves=waves,
        rough=rough,
        centre=(0.44, 0.50),
        bumps=tuple(rng.uniform(0.02, 0.05, 3)),
    )


def to_degrees(xy: Floats) -> Floats:
    """Move metres of the ground plane, shape (n, 2), to longitude and latitude in EPSG:4326."""
    lon, lat = _mover().transform(xy[:, 0], xy[:, 1])
    return np.round(np.column_stack([lon, lat]), _DECIMALS)


@lru_cache(maxsize=1)
def _mover() -> Transformer:
    return Transformer.from_crs(METRIC_CRS, CRS.from_epsg(4326), always_xy=True)


def _wave(rng: np.random.Generator, length_m: float, amplitude_m: float) -> _Wave:
    heading, turn = rng.uniform(0, 2 * np.pi, 2)
    k = 2 * np.pi / length_m
    return _Wave(
        ku=k * np.cos(heading),
        kv=k * np.sin(heading),
        ax=amplitude_m * np.cos(turn),
        ay=amplitude_m * np.sin(turn),
        phase=rng.uniform(0, 2 * np.pi),
    )


def _turn(x: Floats, y: Floats, middle: tuple[float, float]) -> Floats:
    """Turn the whole plane a little, as towns seldom face due north, around the origin."""
    cos, sin = np.cos(-0.11), np.sin(-0.11)
    dx, dy = x - middle[0], y - middle[1]
    return np.stack([500_000 + cos * dx - sin * dy, sin * dx + cos * dy], axis=-1)
