"""Readers and writers of the files that offices have."""

# Before GDAL is loaded by anything below: it decides which drivers exist.
from gridgeo.io import drivers as drivers
