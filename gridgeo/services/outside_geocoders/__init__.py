"""Geocoders of others (天地图, 高德): off unless the operator gives a key, asked only on request.

What they answer is kept and never asked twice, is moved from GCJ-02 where they answer in that, and
only helps with addresses that one's own gazetteer could not place.
"""

from gridgeo.services.outside_geocoders.ask import ask_outside, place_queue_outside
from gridgeo.services.outside_geocoders.dialects import DIALECTS, OutsideService, find_service

__all__ = ["DIALECTS", "OutsideService", "ask_outside", "find_service", "place_queue_outside"]
