"""Whole answers with tiles that were given before, found by what the request says.

Most tiles are asked for again and again. The second time the answer is there with its headers, and
only the entity tag is looked at.
"""

from collections.abc import Callable

from starlette.types import Scope

from api.snapshots import Current
from api.tile_answers import is_known

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
_Key = tuple[str, bytes, bytes]

MOST_ANSWERS = 20_000  # the bodies are the tiles' own; beside them an answer takes a kilobyte


class HotTiles:
    """Keeps answers for as long as what is published stays the same; of one event loop."""

    def __init__(self) -> None:
        self._of: Current | None = None
        self._answers: dict[_Key, tuple[Answer, str]] = {}

    def answer(
        self, current: Current, scope: Scope, make: Callable[[Current, Scope], Answer | None]
    ) -> Answer | None:
        """Give the answer to a request, from an earlier one where there was one like it.

        Parameters
        ----------
        make : callable
            Gives the answer when there is none yet; None is not kept.
        """
        accept, known = _wishes(scope)
        key = scope["path"], scope["query_string"], accept
        if current is not self._of:
            self._of, self._answers = current, {}
        kept = self._answers.get(key)
        if kept is None:
            made = make(current, scope)
            if made is not None and made[0] == 200:
                if len(self._answers) >= MOST_ANSWERS:
                    self._answers.clear()
                self._answers[key] = made, _tag(made)
            return made
        (status, headers, body), tag = kept
        if known is not None and is_known(known, tag):
            return make(current, scope)
        return status, list(headers), body


def _wishes(scope: Scope) -> tuple[bytes, str | None]:
    """Give ``Accept-Encoding`` and ``If-None-Match`` as they were sent."""
    accept, known = b"", None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accept = accept + b"," + value if accept else value
        elif name == b"if-none-match":
            known = value.decode("latin-1")
    return accept, known


def _tag(answer: Answer) -> str:
    return dict(answer[1])[b"etag"].decode("latin-1")
