"""The load of a soak: questions whose answers are checked, and publications between them."""

import math
import random
import threading
import time
from collections import Counter, defaultdict

import httpx
import mapbox_vector_tile
import numpy as np
import shapely
from sqlalchemy import Engine, text

from gridgeo.db.session import open_session
from tests.support.many_grids import NETWORKS, SOUTH, WEST

NETWORK = NETWORKS[0]
ZOOM = 14

PUBLISH = (
    """
    INSERT INTO publications (network_code, version, source, valid_from, published_by, opened,
                              closed)
    SELECT :network, :version, 'import', now(), 'soak', count(*), count(*)
    FROM grid_versions WHERE network_code = :network AND upper_inf(valid)
    """,
    """
    WITH closed AS (
        UPDATE grid_versions SET valid = tstzrange(lower(valid), now()), closed_in = :version
        WHERE network_code = :network AND upper_inf(valid) RETURNING *
    )
    INSERT INTO grid_versions (grid_id, network_code, opened_in, valid, name, kind, status,
                               households, persons, geometry)
    SELECT c.grid_id, c.network_code, :version, tstzrange(now(), NULL),
           :version || ':' || g.code, c.kind, c.status, c.households, c.persons, c.geometry
    FROM closed AS c JOIN grids AS g ON g.id = c.grid_id
    """,
)


class Versions:
    """Which versions an answer may show, by when it was asked and when it came.

    Parameters
    ----------
    late_s : float
        A worker must show a publication within this time.
    """

    def __init__(self, late_s: float) -> None:
        self._late_s = late_s
        self._published: list[tuple[float, float]] = [(0.0, 0.0)]  # begun, committed; from 1

    def begin(self) -> int:
        """Note that a version is being published; give its number."""
        self._published.append((time.monotonic(), float("inf")))
        return len(self._published)

    def committed(self) -> None:
        """Note that it has been."""
        begun, _ = self._published[-1]
        self._published[-1] = begun, time.monotonic()

    def allowed(self, asked: float, answered: float) -> range:
        """Give the versions that may be shown."""
        numbered = list(enumerate(self._published, start=1))
        oldest = max(
            n for n, (_, committed) in numbered if committed + self._late_s <= asked or n == 1
        )
        newest = max(n for n, (begun, _) in numbered if begun <= answered)
        return range(oldest, newest + 1)


class Soak:
    """The load: threads that ask and check until the time is over."""

    def __init__(self, address: str, polygons: np.ndarray, seconds: float, late_s: float) -> None:
        self.address = address
        self.tree = shapely.STRtree(polygons)
        self.until = time.monotonic() + seconds
        self.versions = Versions(late_s)
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.waited_s: defaultdict[str, list[float]] = defaultdict(list)
        self._lock = threading.Lock()

    def waits_ms(self) -> dict[str, dict[str, float]]:
        """Give how long callers waited for each kind of answer, in milliseconds."""
        shares = {"median": 50, "99 of 100 under": 99, "longest": 100}
        return {
            kind: {
                name: round(float(np.percentile(waited, share)) * 1000, 1)
                for name, share in shares.items()
            }
            for kind, waited in self.waited_s.items()
        }

    def ask(self, seed: int) -> None:
        """Ask one question after the other."""
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        with httpx.Client(base_url=self.address, timeout=30) as client:
            while time.monotonic() < self.until:
                kind = chance.choices(["lookup", "tile", "batch"], [90, 9, 1])[0]
                started = time.monotonic()
                try:
                    fault = getattr(self, f"_{kind}")(client, chance, started)
                except (httpx.HTTPError, KeyError, ValueError) as error:
                    fault = repr(error)
                self._note(kind, fault)

    def publish(self, engine: Engine, every_s: float) -> None:
        """Publish a version now and then."""
        while time.monotonic() + every_s < self.until:
            time.sleep(every_s)
            version = self.versions.begin()
            with open_session(engine) as session:
                for statement in PUBLISH:
                    session.execute(text(statement), {"network": NETWORK, "version": version})
            self.versions.committed()
            self._note("publication", None)

    def _lookup(self, client: httpx.Client, chance: random.Random, started: float) -> str | None:
        lon, lat = _place(chance)
        answer = client.get("/api/v1/locate", params={"lon": lon, "lat": lat, "network": NETWORK})
        self.waited_s["lookup"].append(answer.elapsed.total_seconds())
        if answer.status_code != 200:
            return f"lookup {lon} {lat}: {answer.status_code} {answer.text[:200]}"
        [found] = answer.json()["answers"]
        return self._wrong(
            (lon, lat), found["version"], found["grid"]["code"], found["grid"]["name"], started
        )

    def _batch(self, client: httpx.Client, chance: random.Random, started: float) -> str | None:
        points = [dict(zip(("lon", "lat"), _place(chance), strict=True)) for _ in range(99)]
        answer = client.post(
            "/api/v1/locate/batch", params={"network": NETWORK}, json={"points": points}
        )
        self.waited_s["batch"].append(answer.elapsed.total_seconds())
        if answer.status_code != 200:
            return f"batch: {answer.status_code} {answer.text[:200]}"
        rows = answer.json()["answers"]
        versions = {row[f"{NETWORK}_version"] for row in rows}
        if len(versions) != 1:
            return f"a batch of versions {versions}"
        [version] = versions
        place = rows[0]["lon"], rows[0]["lat"]
        return self._wrong(place, version, rows[0][f"{NETWORK}_grid"], None, started)

    def _tile(self, client: httpx.Client, chance: random.Random, started: float) -> str | None:
        x, y = _tile_at(*_place(chance))
        answer = client.get(f"/api/v1/tiles/{NETWORK}/{ZOOM}/{x}/{y}.mvt")
        if answer.status_code == 204:
            return None
        self.waited_s["tile"].append(answer.elapsed.total_seconds())
        if answer.status_code != 200:
            return f"tile {x} {y}: {answer.status_code} {answer.text[:200]}"
        layers = mapbox_vector_tile.decode(answer.content)
        names = {
            feature["properties"].get("name", "1:").partition(":")[0]
            for layer in layers.values()
            for feature in layer["features"]
        }
        allowed = self.versions.allowed(started, time.monotonic())
        shown = {int(name) if name.isdigit() else 1 for name in names}
        if len(shown) > 1 or not shown <= set(allowed):
            return f"tile {x} {y} of versions {shown}, not one of {allowed}"
        return None

    def _wrong(
        self,
        place: tuple[float, float],
        version: int,
        code: str,
        name: str | None,
        started: float,
    ) -> str | None:
        allowed = self.versions.allowed(started, time.monotonic())
        if version not in allowed:
            return f"{place}: version {version}, not one of {allowed}"
        covering = sorted(self.tree.query(shapely.Point(place), predicate="covered_by"))
        if code != f"G{covering[0]:06d}":
            return f"{place}: {code}, not G{covering[0]:06d}"
        expected = f"第{code}网格" if version == 1 else f"{version}:{code}"
        if name is not None and name != expected:
            return f"{place}: named {name} in version {version}"
        return None

    def _note(self, kind: str, fault: str | None) -> None:
        with self._lock:
            self.counts[kind] += 1
            if fault is not None:
                self.faults.append(fault)


def _place(chance: random.Random) -> tuple[float, float]:
    """Give a place that some grid covers; the outermost borders are crooked."""
    return WEST + chance.uniform(0.01, 0.99), SOUTH + chance.uniform(0.01, 0.99)


def _tile_at(lon: float, lat: float) -> tuple[int, int]:
    """Give the tile of a place; see the tile matrix set WebMercatorQuad."""
    across = (lon + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int(across * 2**ZOOM), int(down * 2**ZOOM)
