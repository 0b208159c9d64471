"""Revisions as entity tags: what a writer has seen (If-Match), and what stands now (ETag)."""

import re
from typing import Annotated

from fastapi import Depends, Header

from gridgeo.domain.errors import BadInputError

_TAG = re.compile(r'"?(\d{1,9})"?')


class MissingRevisionError(BadInputError):
    """A write that does not say which revision it starts from."""


def read_revision(if_match: str | None) -> int:
    """Read the header If-Match.

    Raises
    ------
    MissingRevisionError
        If it is not there.
    BadInputError
        If it is no revision.
    """
    if if_match is None:
        raise MissingRevisionError(
            "Say which revision of the plan you have seen: send its ETag in the header If-Match.",
            field="If-Match",
        )
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise BadInputError(
            'If-Match must hold one revision of the plan, such as "12".', field="If-Match"
        )
    return int(found[1])


async def _header(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            max_length=40,
            description="The plan's revision as its ETag gave it; 412 where others came between",
            examples=['"12"'],
        ),
    ] = None,
) -> str | None:
    return if_match


IfMatch = Annotated[str | None, Depends(_header)]


def tag(revision: int) -> str:
    """Write a revision as an entity tag."""
    return f'"{revision}"'
