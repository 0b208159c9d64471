"""The embedded PostGIS cluster: a PostgreSQL server of gridgeo's own, in a folder of its own.

It never touches another cluster: it has its own data folder, its own socket folder and a free
loopback port. ``GRIDGEO_DATABASE_URL`` replaces it by any other server.
"""

from gridgeo.embedded.cluster import (
    ClusterStatus,
    EmbeddedCluster,
    cluster_status,
    ensure_cluster,
    stop_cluster,
)

__all__ = [
    "ClusterStatus",
    "EmbeddedCluster",
    "cluster_status",
    "ensure_cluster",
    "stop_cluster",
]
