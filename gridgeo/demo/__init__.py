"""A synthetic district from a seed: streets, homes, people, present grids and tracks.

Pure functions of size and seed, in memory only; importing it into a database is a service's job.
"""

from gridgeo.demo.district import District, make_district
from gridgeo.demo.tracks import TrackBatch, make_tracks

__all__ = ["District", "TrackBatch", "make_district", "make_tracks"]
