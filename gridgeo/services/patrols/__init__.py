"""Patrols in the database: points in, days reckoned from them, coverage and heat out."""
