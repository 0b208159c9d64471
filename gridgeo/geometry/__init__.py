"""Shapely and numpy only: adjacency, shared borders, dissolve, compactness, coordinate systems."""
