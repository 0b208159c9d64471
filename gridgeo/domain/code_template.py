"""Codes of grids from a template: cities use 6+3+3+3, 12+3, 20 digits, and more."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from gridgeo.domain.errors import BadInputError, RefusedError

DEFAULT = "{area}{serial:3}"
_SEGMENT = re.compile(r"\{(area|serial)(?::(\d{1,2}))?\}")


@dataclass(frozen=True, slots=True)
class CodeTemplate:
    """A template of literal text, ``{area:N}`` and one ``{serial:N}``.

    ``{area:N}`` is the first N characters of the community's code (all of it without N),
    ``{serial:N}`` a number of N digits counted from 1 within what stands before it.

    Raises
    ------
    BadInputError
        Unless there is exactly one ``{serial:N}``, at the end, and at least one ``{area}``.
    """

    text: str = DEFAULT

    def __post_init__(self) -> None:
        segments = [match.group(1) for match in _SEGMENT.finditer(self.text)]
        left_over = _SEGMENT.sub("", self.text)
        ends_well = re.search(r"\{serial:[1-9]\d?\}$", self.text) is not None
        if segments.count("serial") != 1 or "area" not in segments or not ends_well:
            raise BadInputError(
                f"The code template '{self.text}' must hold {{area}} and end with one {{serial:N}},"
                " as in {area:12}{serial:3}.",
                field="code_template",
            )
        if re.search(r"[{}\s]", left_over):
            raise BadInputError(
                f"The code template '{self.text}' has a part that is neither plain text,"
                " {area:N} nor {serial:N}.",
                field="code_template",
            )

    @property
    def digits(self) -> int:
        """Width of the serial number."""
        return int(self.text[self.text.rindex(":") + 1 : -1])

    def prefix(self, area_code: str) -> str:
        """Write everything before the serial number for a community.

        Raises
        ------
        BadInputError
            If the community's code is shorter than the template asks.
        """

        def segment(match: re.Match[str]) -> str:
            if match.group(1) == "serial":
                return ""
            width = int(match.group(2) or len(area_code))
            if width > len(area_code):
                raise BadInputError(
                    f"The code '{area_code}' has fewer than the {width} characters that the"
                    f" template '{self.text}' takes from it.",
                    field="code_template",
                )
            return area_code[:width]

        return _SEGMENT.sub(segment, self.text)

    def next_codes(self, area_code: str, count: int, used: Collection[str]) -> list[str]:
        """Give the lowest free codes of a community, in order.

        Parameters
        ----------
        area_code : str
            The community.
        count : int
            How many are wanted.
        used : collection of str
            Codes that were ever given in the network; a code is never given twice.

        Raises
        ------
        RefusedError
            If the serial numbers do not suffice.
        """
        prefix = self.prefix(area_code)
        serials = range(1, 10**self.digits)
        all_codes = (f"{prefix}{serial:0{self.digits}d}" for serial in serials)
        free = [
            code
            for code, _ in zip((c for c in all_codes if c not in used), range(count), strict=False)
        ]
        if len(free) < count:
            raise RefusedError(
                f"The community '{area_code}' needs {count} new grid codes, and the template"
                f" '{self.text}' has only {len(free)} left; widen its serial number."
            )
        return free

    def fits(self, code: str, area_code: str | None = None) -> bool:
        """Say whether a code follows the template, in its community where that is known.

        Parameters
        ----------
        code : str
        area_code : str, optional
            The community; without it any letters and digits may stand in its place.
        """

        def segment(match: re.Match[str]) -> str:
            width = match.group(2)
            if match.group(1) == "serial":
                return rf"\d{{{width}}}"
            if area_code is not None:
                return re.escape(area_code[: int(width or len(area_code))])
            return rf"[0-9A-Za-z-]{{{width}}}" if width else r"[0-9A-Za-z-]+"

        # Whatever stands between the segments is plain text; the pattern is joined around it.
        plain = [re.escape(part) for part in re.split(r"\{[^}]*\}", self.text)]
        segments = [segment(match) for match in _SEGMENT.finditer(self.text)]
        pattern = plain[0] + "".join(
            one + text for one, text in zip(segments, plain[1:], strict=True)
        )
        return re.fullmatch(pattern, code) is not None

    def remaining(self, area_code: str, used: Collection[str]) -> int:
        """Count the codes that are left in a community."""
        prefix = self.prefix(area_code)
        given = re.compile(re.escape(prefix) + rf"\d{{{self.digits}}}")
        return (
            int(10**self.digits) - 1 - sum(given.fullmatch(code) is not None for code in set(used))
        )
