"""The screen as commands write to it: a band such as 60:100:200 as it is, not as a picture."""

from typing import Any

from rich import console


class Console(console.Console):
    """A screen that shows what it is given.

    Parameters
    ----------
    **options
        As of rich's own.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(emoji=False, **options)
