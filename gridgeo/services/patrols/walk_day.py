"""One local day of patrols: its points read, cleaned and cut into tracks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import duty, patrol_ground, tracks
from gridgeo.db.repositories.duty import Duty
from gridgeo.db.repositories.grids import published_versions
from gridgeo.geometry.crs import transform
from gridgeo.geometry.locator import Locator
from gridgeo.patrol.clean import Home, clean_tracks, near_bounds
from gridgeo.patrol.flags import Flag
from gridgeo.patrol.points import Floats, TrackPoints
from gridgeo.patrol.tracks import CHINA_OFFSET_S, Tracks, make_tracks
from gridgeo.services.patrols.frame import WGS84, NetworkFrame, network_frame
from gridgeo.services.patrols.rules import cleaning_rules


@dataclass(frozen=True, slots=True)
class WalkedDay:
    """One local day: its tracks, and the names behind the numbers.

    Attributes
    ----------
    tracks : Tracks
        One a device; points of the neighbouring days are not in it.
    devices, workers : list of str
    crew : list of lists of str
        The workers of each track.
    duty : list of Duty
        Postings of the day.
    """

    tracks: Tracks
    devices: list[str]
    workers: list[str]
    crew: list[list[str]]
    duty: list[Duty]

    def of_network(self, network: str) -> NDArray[np.bool_]:
        """Say which tracks somebody walked who is posted to a network."""
        posted = {one.worker for one in self.duty if one.network == network}
        return np.array([not posted.isdisjoint(crew) for crew in self.crew], bool)


def day_span(day: date) -> tuple[datetime, datetime]:
    """Give the instants at which a local day begins and ends."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(seconds=CHINA_OFFSET_S)
    return begin, begin + timedelta(days=1)


def walk_day(session: Session, day: date) -> WalkedDay:
    """Read the points of a day and make its tracks."""
    begin, end = day_span(day)
    table = tracks.read_points(session, begin, end)
    postings = duty.postings_between(session, begin, end)
    frame = common_frame(session, postings)
    points, devices, workers = _points(table)
    moved = (table["flags"].to_numpy() & Flag.GCJ02 > 0)[points.order] if len(points) else None
    if frame is None:
        return WalkedDay(_no_tracks(session), devices, workers, [], postings)
    rules = cleaning_rules(session)
    clean = clean_tracks(
        points,
        frame.project,
        rules,
        now_s=datetime.now(UTC).timestamp(),
        near=near_bounds(shapely.total_bounds(frame.polygons), rules.outside_m),
        home=_home(session, frame, postings, points, devices, workers),
        moved=moved,
    )
    made = make_tracks(clean)
    return WalkedDay(made, devices, workers, _crews(made, workers), postings)


def common_frame(session: Session, postings: list[Duty]) -> NetworkFrame | None:
    """Take the metres of one network for the whole day; all of them cover the same district."""
    published = published_versions(session)
    names = sorted({one.network for one in postings} & set(published)) or sorted(published)
    return network_frame(session, names[0]) if names else None


def _no_tracks(session: Session) -> Tracks:
    empty = TrackPoints.of([], [], [], [], [])
    rules = cleaning_rules(session)
    clean = clean_tracks(empty, lambda lon, lat: (lon, lat), rules, now_s=0.0)
    return make_tracks(clean)


def _points(table: pa.Table) -> tuple[TrackPoints, list[str], list[str]]:
    if not table.num_rows:
        return TrackPoints.of([], [], [], [], []), [], []
    numbers, names = [], []
    for column in ("device", "worker_code"):
        words = table[column].combine_chunks()
        words = words.dictionary_decode().cast(pa.string()).dictionary_encode()
        sorted_names = sorted(words.dictionary.to_pylist())
        rank = {name: place for place, name in enumerate(sorted_names)}
        order = np.array([rank[name] for name in words.dictionary.to_pylist()], np.int32)
        numbers.append(order[words.indices.to_numpy()])
        names.append(sorted_names)
    plain = {name: table[name].to_numpy() for name in ("time_s", "lon", "lat")}
    accuracy = table["accuracy_m"].to_numpy(zero_copy_only=False).astype(np.float32)
    device, worker = numbers
    points = TrackPoints.of(device, worker, plain["time_s"], plain["lon"], plain["lat"], accuracy)
    return points, names[0], names[1]


def _home(
    session: Session,
    frame: NetworkFrame,
    postings: list[Duty],
    points: TrackPoints,
    devices: list[str],
    workers: list[str],
) -> Home | None:
    """Make what says whether a device is in a grid to which one of its workers is posted."""
    ids = sorted({one.grid_id for one in postings})
    shapes = patrol_ground.latest_shapes(session, ids)
    ids = [one for one in ids if one in shapes]
    if not ids or not devices:
        return None
    place = {one: number for number, one in enumerate(ids)}
    worker_number = {name: number for number, name in enumerate(workers)}
    carried = np.unique(np.column_stack([points.worker, points.device]), axis=0)
    by_worker: dict[int, list[int]] = {}
    for worker, device in carried.tolist():
        by_worker.setdefault(worker, []).append(device)
    posted = {
        device * len(ids) + place[one.grid_id]
        for one in postings
        if one.worker in worker_number and one.grid_id in place
        for device in by_worker.get(worker_number[one.worker], ())
    }
    keys = np.array(sorted(posted), np.int64)
    wkb = np.array([shapes[one] for one in ids], dtype=object)
    locator = Locator.build(transform(np.asarray(shapely.from_wkb(wkb)), WGS84, frame.crs))

    def home(device: NDArray[np.int32], x: Floats, y: Floats) -> NDArray[np.bool_]:
        point, grid = locator.locate_all(x, y)
        pair = device[point].astype(np.int64) * len(ids) + grid
        inside = np.zeros(len(x), bool)
        inside[point[np.isin(pair, keys)]] = True
        return inside

    return home


def _crews(made: Tracks, workers: list[str]) -> list[list[str]]:
    worker = made.clean.points.worker
    bounds = zip(made.first[:-1], made.first[1:], strict=True)
    return [[workers[i] for i in np.unique(worker[low:high])] for low, high in bounds]
