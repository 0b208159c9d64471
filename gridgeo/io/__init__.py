"""Readers and writers of the files that offices have."""
