"""Figures for Prometheus: requests by route, and what lags behind.

Several serving processes add up their counters in a shared folder (``PROMETHEUS_MULTIPROC_DIR``,
set by the server); what is read from the database or the snapshot is the same in each of them.
"""

import os
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session
from starlette.types import Scope

from gridgeo.services.measure_backlog import Backlog, measure_backlog

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOCATE = "/api/v1/locate"
TILES = "/api/v1/tiles/{network}/{z}/{x}/{y}.mvt"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"  # an address that no route serves: one label, however many are tried

_OWN = CollectorRegistry()
REQUESTS = Counter(
    "gridgeo_http_requests",
    "Answers by route, method and status",
    ("route", "method", "status"),
    registry=_OWN,
)
BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SECONDS = Histogram(
    "gridgeo_http_request_seconds",
    "Seconds until an answer was complete, by route",
    ("route",),
    buckets=BOUNDS_S,
    registry=_OWN,
)
PASSED_ON = Counter(
    "gridgeo_fast_lane_defects",
    "Questions that the routes had to answer because the fast lane failed",
    ("error",),
    registry=_OWN,
)


def count_passed_on(error: str) -> None:
    """Count one defect of the fast lane by the name of its error."""
    PASSED_ON.labels(error).inc()


def count_request(scope: Scope, status: int | None, seconds: float) -> None:
    """Count one answer; the route's pattern stands for its address, which may name a place."""
    route = _pattern_of(scope) or _quick_route(scope["path"])
    answers, timing = _counters_of(route, scope["method"], status or 0)
    answers.inc()
    timing.observe(seconds)


def count_many(route: str, method: str, status: int, seconds: list[float]) -> None:
    """Count answers of one kind together; the same as `count_request` for each of them."""
    answers, timing = _counters_of(route, method, status)
    answers.inc(len(seconds))
    # A histogram has no way in for more than one at a time, though it keeps sums alone.
    places = np.searchsorted(BOUNDS_S, seconds)  # a bound belongs to the bucket that it ends
    for place, count in enumerate(np.bincount(places).tolist()):
        timing._buckets[place].inc(count)
    timing._sum.inc(sum(seconds))


@lru_cache(maxsize=2000)  # finding them by their labels costs more than counting
def _counters_of(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    known = method if method in METHODS else OTHER
    return REQUESTS.labels(route, known, str(status)), SECONDS.labels(route)


def _pattern_of(scope: Scope) -> str | None:
    """Give the whole pattern of the route that was found; a route knows its own end alone."""
    own = getattr(scope.get("route"), "path", None)
    if own is None:
        return None
    before = scope["path"].split("/")[: -own.count("/")]
    return "/".join(before) + str(own)


def _quick_route(path: str) -> str:
    """Name what was answered before the framework looked for a route."""
    if path == LOCATE:
        return LOCATE
    return TILES if path.startswith("/api/v1/tiles/") else OTHER


def write_metrics(session: Session, versions: dict[str, int]) -> bytes:
    """Write all figures in Prometheus' text format.

    Parameters
    ----------
    session : Session
        To measure what waits in the database.
    versions : dict
        The version that this process serves of each network.
    """
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_OWN)
    registry.register(_Facts(versions, measure_backlog(session)))
    return generate_latest(registry)


class _Facts(Collector):
    """What is true at this moment, as gauges."""

    def __init__(self, versions: dict[str, int], backlog: Backlog) -> None:
        self._versions = versions
        self._backlog = backlog

    def collect(self) -> Iterator[GaugeMetricFamily]:
        served = GaugeMetricFamily(
            "gridgeo_served_version", "Version of each network in memory", labels=["network"]
        )
        for network, version in sorted(self._versions.items()):
            served.add_metric([network], version)
        yield served
        jobs = GaugeMetricFamily("gridgeo_jobs", "Jobs that wait or run", labels=["state"])
        for state, count in sorted(self._backlog.jobs.items()):
            jobs.add_metric([state], count)
        yield jobs
        yield GaugeMetricFamily(
            "gridgeo_webhook_messages_waiting",
            "Messages that some webhook has not taken",
            value=self._backlog.messages_waiting,
        )
        yield GaugeMetricFamily(
            "gridgeo_webhook_dead_letters",
            "Messages that were put aside",
            value=self._backlog.dead_letters,
        )
