"""Use cases: each module is one thing that a user asks for."""
