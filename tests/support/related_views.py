"""A network of two base grids, and small networks to hold against it."""

from dataclasses import replace

from tests.support.views import box, view_of

BASE = {"B1": box(0, 0, 100, 100), "B2": box(100, 0, 200, 100)}


def base():
    """Give the view of `BASE`."""
    return replace(view_of(BASE), network="base")


def micro(*shapes, **options):
    """Give the view of a network whose grids are M1, M2, …"""
    named = {f"M{i + 1}": shape for i, shape in enumerate(shapes)}
    return replace(view_of(named, **options), network="micro")
