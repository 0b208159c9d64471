"""The parts that an application lives on: settings, database, snapshots."""

from dataclasses import dataclass

from sqlalchemy import Engine

from api.snapshots import SnapshotFollower
from gridgeo.config import Settings


@dataclass(frozen=True, slots=True)
class State:
    """Everything a request may need, made once by ``create_app``."""

    settings: Settings
    engine: Engine
    snapshots: SnapshotFollower
