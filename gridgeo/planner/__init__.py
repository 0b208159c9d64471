"""From units with counts to an assignment of units to grids."""
