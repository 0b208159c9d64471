"""A sign-in that is not finished yet; without the libraries that finish it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that the person is away for: what the answer is held against."""

    state: str
    nonce: str
    verifier: str
