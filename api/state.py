"""The parts that an application lives on: settings, database, snapshots, limits, tiles."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from api.key_limits import KeyLimits
from api.live_plans import LivePlans
from api.sign_in_limits import SignInLimits
from api.snapshots import SnapshotFollower
from gridgeo.config import Settings
from gridgeo.services.serve_glyphs import GlyphServer
from gridgeo.services.tile_shelf import TileShelf

if TYPE_CHECKING:
    from gridgeo.services.oidc.provider import OidcProvider


@dataclass(frozen=True, slots=True)
class State:
    """Everything a request may need, made once by ``create_app``."""

    settings: Settings
    engine: Engine
    snapshots: SnapshotFollower
    key_limits: KeyLimits = field(default_factory=KeyLimits)
    oidc: "OidcProvider | None" = None
    sign_in_limits: SignInLimits = field(default_factory=SignInLimits)
    glyphs: GlyphServer = field(kw_only=True)
    live: LivePlans = field(kw_only=True)
    shelf: TileShelf = field(default_factory=TileShelf)
