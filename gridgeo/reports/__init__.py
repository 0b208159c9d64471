"""Data in, HTML out."""
