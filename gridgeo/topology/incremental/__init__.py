"""Findings kept up to date while a network is edited: only what an edit reaches is checked."""

from gridgeo.topology.incremental.state import CheckState, recheck, start_check

__all__ = ["CheckState", "recheck", "start_check"]
