"""A progress bar for work that tells its steps; it leaves nothing behind on the screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gridgeo.cli.screen import Console


@contextmanager
def step_bar(what: str) -> Iterator[Callable[[str, float], None]]:
    """Give what tells the bar its step and the share that is done; the bar tells the time left.

    Parameters
    ----------
    what : str
        What stands there before the first step.
    """
    from rich.progress import Progress

    screen = Console(stderr=True)
    with Progress(transient=True, console=screen, disable=not screen.is_terminal) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)
