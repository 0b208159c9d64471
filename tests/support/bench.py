"""Timing for benchmarks: best of a few rounds, said on the screen whatever pytest captures."""

import time


def timed(function, *arguments, rounds=3, clock=time.process_time):
    """Best of a few rounds, and the last answer.

    Processor time, which other work on the machine leaves alone; beside a server it has to be the
    wall's.
    """
    best = float("inf")
    for _ in range(rounds):
        start = clock()
        answer = function(*arguments)
        best = min(best, clock() - start)
    return best, answer


def say(capsys, *lines):
    with capsys.disabled():
        print("", *lines, sep="\n  ")  # noqa: T201
