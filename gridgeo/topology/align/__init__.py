"""Alignment: the grids that bring one network into its declared relation to another."""
