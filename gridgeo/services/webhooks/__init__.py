"""Telling other systems what changed: who is told, the signature, delivery with retries."""
