"""The compiled loops of patrols: one pass over sorted arrays for all tracks."""
