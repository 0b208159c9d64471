"""Events (事件): reported at a place, led through their loop, counted as work of a grid."""

from gridgeo.services.events.limits import load_limits, save_limits
from gridgeo.services.events.read import count_events, get_event, list_events
from gridgeo.services.events.report import EventReport, report_event
from gridgeo.services.events.step import take_event_step

__all__ = [
    "EventReport",
    "count_events",
    "get_event",
    "list_events",
    "load_limits",
    "report_event",
    "save_limits",
    "take_event_step",
]
