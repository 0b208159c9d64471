"""What a server with all that it started has cost: processor time, not waiting."""

from contextlib import suppress

import psutil


def processor_s(*roots: int) -> float:
    """Give the seconds that processes and their descendants, also those that ended, have taken."""
    total = 0.0
    for root in roots:
        first = psutil.Process(root)
        for process in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # it ended just now: its parent has its time
                total += sum(process.cpu_times()[:4])
    return total
