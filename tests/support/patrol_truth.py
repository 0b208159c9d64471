"""The tables of docs/patrol.md that hold distance, coverage and flags against known truth.

``python -m tests.support.patrol_truth`` prints them. Twelve noisy walks a row past 25 places in a
square of 600 m: drift and noise of a cheap receiver, jumps, junk, gaps. Truth is the way really
walked while something was received.
"""

import sys
from functools import reduce
from operator import add

import numpy as np
import shapely

from gridgeo.demo.walks import SAMPLE_S, Reception, Walk, walk_past
from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.geometry.locator import Locator
from gridgeo.patrol.coverage import CoverageFrame, exact_ground_shares
from gridgeo.patrol.ground import GroundCells
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.targets import place_targets
from gridgeo.patrol.tracks import Tracks, make_tracks
from tests.support.patrols import ORIGIN, SIDE_M, Batch, places, walked

SEEDS = range(12)
HOURS = 2.5
HEAD = (
    "| mode | distance against truth | households passed, measured − true | ground by cells − exact"
    " | flagged of the jumps and junk |\n|---|---|---|---|---|"
)
CASES_HEAD = (
    "| case | points that count | distance that counts | that should count |\n|---|---|---|---|"
)
ZH = {"foot": "on foot", "ebike": "e-bike", "car": "car"}


def row(mode: str) -> str:
    """Give the row of one mode, worst walks in brackets."""
    rules = PatrolRules(fastest=2)
    length, homes, ground, flagged = np.array(
        [_walk(mode, seed, rules) for seed in SEEDS]
    ).transpose(1, 0, 2)
    share = length.sum(axis=0)
    caught = flagged.sum(axis=0)
    return (
        f"| {ZH[mode]} | {share[0] / share[1] - 1:+.1%}"
        f" | {np.mean(homes[:, 0] - homes[:, 1]):+.1%} ({_worst(homes):+.1%})"
        f" | {np.mean(ground[:, 0] - ground[:, 1]):+.2%} ({_worst(ground):+.2%})"
        f" | {caught[0]:.0f} of {caught[1]:.0f} |"
    )


def table() -> str:
    """Give both tables."""
    return "\n".join([HEAD, *(row(mode) for mode in ZH), "", CASES_HEAD, *cases()])


def cases() -> list[str]:
    """Give the rows of what must not count, or once only; sums of the same twelve walks."""
    alone = [walked(seed=seed, hours=HOURS)[0] for seed in SEEDS]
    desks, cars = ([walked(seed, mode, HOURS)[0] for seed in SEEDS] for mode in ("desk", "car"))
    rules, on_foot = PatrolRules(), PatrolRules(fastest=0)
    right = _km(alone, rules)
    bikes = [walked(seed, "ebike", HOURS)[0] for seed in SEEDS]
    return [
        _case("telephone on a desk", desks, rules, 0.0),
        _case("car that stops often, where only walking counts", cars, on_foot, 0.0),
        _case("the same, where e-bikes count", cars, rules, 0.0),
        _case("walk, where only walking counts", alone, on_foot, right),
        _case("e-bike, where e-bikes count", bikes, rules, _km(bikes, PatrolRules(fastest=2))),
        _case("team of five with one device", [_of_team(one) for one in alone], rules, right),
        _case("device that changes to GCJ-02", [_gone_over(one) for one in alone], rules, right),
    ]


def _case(name: str, made: list[Batch], rules: PatrolRules, true_km: float) -> str:
    used = sum(int(one.clean(rules).used.sum()) for one in made)
    points = sum(len(one.lon) for one in made)
    return f"| {name} | {used:,} of {points:,} | {_km(made, rules):.1f} km | {true_km:.1f} km |"


def _km(made: list[Batch], rules: PatrolRules) -> float:
    return sum(float(make_tracks(one.clean(rules)).length_m().sum()) for one in made) / 1000


def _of_team(one: Batch) -> Batch:
    """Let five report what one device received."""
    return reduce(
        add, (one.changed(worker=np.full_like(one.worker, member)) for member in range(5))
    )


def _gone_over(one: Batch) -> Batch:
    """Report the second third of the way in GCJ-02."""
    third = len(one.lon) // 3
    lon, lat = one.lon.copy(), one.lat.copy()
    part = slice(third, 2 * third)
    lon[part], lat[part] = gcj02_from_wgs84(lon[part], lat[part])
    return one.changed(lon=lon, lat=lat)


def _worst(pairs: np.ndarray) -> float:
    away = pairs[:, 0] - pairs[:, 1]
    return float(away[np.argmax(np.abs(away))])


def _walk(mode: str, seed: int, rules: PatrolRules) -> list[tuple[float, float]]:
    made, walk, heard = walked(seed=seed, mode=mode, hours=HOURS)
    clean = made.clean(rules)
    tracks, fine = make_tracks(clean), _fine(mode, seed)
    known = _heard_all_along(fine, walk, heard)
    away = np.zeros(len(heard.jump), bool)
    away[clean.points.order] = ~clean.used
    wrong = heard.jump | heard.junk
    return [
        (tracks.length_m().sum(), np.hypot(*np.diff(fine.xy, axis=0).T)[known].sum()),
        _homes(tracks, fine.xy + ORIGIN, known, seed, rules),
        _ground(tracks, rules),
        (float((away & wrong).sum()), float(wrong.sum())),
    ]


def _heard_all_along(fine: Walk, walk: Walk, heard: Reception) -> np.ndarray:
    """Say which steps of the way lie between two points that were received one after the other."""
    kept = np.isin(walk.seconds, heard.seconds)
    before = (fine.seconds[:-1] // SAMPLE_S).astype(int)
    after = np.minimum(before + 1, len(kept) - 1)
    return kept[before] & kept[after]


def _homes(
    tracks: Tracks, way: np.ndarray, known: np.ndarray, seed: int, rules: PatrolRules
) -> tuple[float, float]:
    """Give the shares of homes near the measured and near the true way."""
    homes = np.random.default_rng(seed + 100).uniform(0, SIDE_M, (400, 2)) + ORIGIN
    targets = place_targets(Locator.build(_square()), *homes.T, np.ones(len(homes)))
    true = np.column_stack([way[:-1], way[1:]])[known]
    lines = (np.ascontiguousarray(one) for one in (tracks.segments(), true))
    measured, right = (targets.pass_by(one, rules.radius_m).mean() for one in lines)
    return float(measured), float(right)


def _ground(tracks: Tracks, rules: PatrolRules) -> tuple[float, float]:
    """Give the ground passed by cells and by the exact overlay of the same path."""
    square, segments = _square(), tracks.segments()
    frame = CoverageFrame(GroundCells.of(square, rules.cell_m), {})
    cells = frame.shares(frame.pass_by(segments, rules.radius_m))["ground"][0]
    return float(cells), float(exact_ground_shares(square, segments, rules.radius_m)[0])


def _fine(mode: str, seed: int) -> Walk:
    """Give the same walk by the second: corners between two points are in it."""
    rng = np.random.default_rng(seed)
    return walk_past(places(seed), mode, HOURS, rng, every_s=1.0)


def _square() -> np.ndarray:
    x, y = ORIGIN
    return np.array([shapely.box(x, y, x + SIDE_M, y + SIDE_M)], dtype=object)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
