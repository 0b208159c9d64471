"""Rules that a network must keep, one a file, over arrays of polygons."""
