"""Events (事件): reported at a place, led through their loop, counted as work of a grid."""

from gridgeo.services.events.limits import load_limits, save_limits
from gridgeo.services.events.photo import (
    MOST_BYTES,
    is_reporter,
    keep_photo,
    read_photo,
    sweep_photos,
)
from gridgeo.services.events.read import count_events, get_event, list_events
from gridgeo.services.events.report import EventReport, report_event
from gridgeo.services.events.step import take_event_step

__all__ = [
    "MOST_BYTES",
    "EventReport",
    "count_events",
    "get_event",
    "is_reporter",
    "keep_photo",
    "list_events",
    "load_limits",
    "read_photo",
    "report_event",
    "save_limits",
    "sweep_photos",
    "take_event_step",
]
