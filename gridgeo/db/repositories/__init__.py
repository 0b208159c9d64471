"""Queries by subject. A repository takes the caller's session and never commits."""
