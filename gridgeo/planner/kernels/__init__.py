"""The planner's inner loops, compiled by numba: plain loops over flat arrays, no Python objects."""
