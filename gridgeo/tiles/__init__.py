"""Vector tiles of published grids."""
