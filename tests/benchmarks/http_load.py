"""A client that asks as fast as answers come: some connections, one request at a time on each.

Run as ``python -m tests.benchmarks.http_load PORT CONNECTIONS SECONDS FILE [RATE]``: FILE holds one
path a line, which are asked for in turn; with SECONDS 0 each once. With RATE so many are asked a
second, spread evenly, and a request counts from when it was due. It writes one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import uvloop

END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is whole."""

    def __init__(
        self, requests: Iterator[bytes], until: float, step_s: float = 0.0, first_s: float = 0.0
    ) -> None:
        self.requests = requests
        self.until = until
        self.step_s = step_s
        self.due = time.perf_counter() + first_s
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seconds: list[float] = []
        self.statuses: dict[int, int] = {}
        self.bytes = 0
        self.buffer = b""
        self.wanted = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        now = time.perf_counter()
        if self.step_s and self.due > now and self.due < self.until:
            asyncio.get_running_loop().call_later(self.due - now, self._send)
            return
        self.sent = self.due if self.step_s else now
        self.due += self.step_s
        request = None if self.sent > self.until else next(self.requests, None)
        if request is None:
            self.transport.close()
            return
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        if self.wanted < 0:
            end = self.buffer.find(END)
            if end < 0:
                return
            head = self.buffer[:end].lower()
            at = head.find(LENGTH)
            size = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            status = int(head[9:12])
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self.wanted = end + len(END) + size
        if len(self.buffer) >= self.wanted:
            self.bytes += self.wanted
            self.buffer, self.wanted = b"", -1
            self.seconds.append(time.perf_counter() - self.sent)
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def ask(
    port: int, connections: int, seconds: float, paths: list[str], rate: float = 0.0
) -> dict[str, object]:
    """Ask for paths and measure."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        for path in paths
    ]
    queue = cycle(requests) if seconds else iter(requests)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    until = started + seconds if seconds else float("inf")
    step_s = connections / rate if rate else 0.0
    protocols = []
    for number in range(connections):
        connection = Connection(queue, until, step_s, number * step_s / connections)
        await loop.create_connection(lambda made=connection: made, "127.0.0.1", port)
        protocols.append(connection)
    await asyncio.gather(*(protocol.done for protocol in protocols))
    took = time.perf_counter() - started
    each = np.concatenate([protocol.seconds for protocol in protocols])
    statuses: dict[int, int] = {}
    for protocol in protocols:
        for status, count in protocol.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "rate": len(each) / took,
        "p50_ms": float(np.percentile(each, 50) * 1000),
        "p99_ms": float(np.percentile(each, 99) * 1000),
        "statuses": statuses,
        "megabytes": sum(protocol.bytes for protocol in protocols) / 1e6,
    }


if __name__ == "__main__":
    port, connections, seconds, file, *rate = sys.argv[1:]
    paths = Path(file).read_text().split()
    asked = uvloop.run(ask(int(port), int(connections), float(seconds), paths, *map(float, rate)))
    sys.stdout.write(json.dumps(asked))
