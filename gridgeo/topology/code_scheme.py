"""What the codes of a network have to look like."""

from dataclasses import dataclass

from gridgeo.domain.code_template import CodeTemplate


@dataclass(frozen=True, slots=True)
class CodeScheme:
    """What a network's codes must look like, and which may never come back.

    Parameters
    ----------
    template : CodeTemplate
    area_codes : tuple of (str or None)
        Community of each grid, where it is known.
    retired : frozenset of str
        Codes of grids that have ended; a code is never used again.
    """

    template: CodeTemplate | None = None
    area_codes: tuple[str | None, ...] = ()
    retired: frozenset[str] = frozenset()
