"""The clock of a measurement, in a thread that sleeps while the others work."""

import json
import os
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPResponse
from typing import cast
from urllib.parse import urlencode

from speedbench.case import Case, Outcome
from speedbench.machine import peak_memory

Counts = Mapping[str, float]

_LOOK_AGAIN = 0.02


def tell_server(url: str, what: str, authority: str = "", **settings: object) -> Counts:
    """Ask the server for its counts, or set it."""
    query = f"?{urlencode(settings)}" if settings else ""
    context = ssl.create_default_context(cafile=authority) if authority else None
    opened = urllib.request.urlopen(f"{url}/_bench/{what}{query}", context=context)  # noqa: S310 - ours
    with cast("HTTPResponse", opened) as answer:
        counts: Counts = json.load(answer)
    return counts


class Meter:
    """Waits until the polls before the measurement are made, then takes the CPU time of a while.

    It ends the process afterwards: the clients in it never come to an end.

    Args:
        case: what is measured.
        counts: tells what has happened so far: `requests`, `connections`, `most` and `cpu`.
    """

    def __init__(self, case: Case, counts: Callable[[], Counts]) -> None:
        self._case = case
        self._counts = counts

    def start(self) -> None:
        """Measure in a thread of its own."""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        self._await_first_polls()
        before, cpu, wall = self._counts(), time.process_time(), time.perf_counter()
        time.sleep(self._case.seconds)
        used, passed = time.process_time() - cpu, time.perf_counter() - wall
        after = self._counts()
        print(_outcome(before, after, used, passed).as_json(), flush=True)
        os._exit(0)

    def _await_first_polls(self) -> None:
        case = self._case
        ends = time.monotonic() + case.patience
        while self._counts()["requests"] < case.first_polls and time.monotonic() < ends:
            time.sleep(_LOOK_AGAIN)


def _outcome(before: Counts, after: Counts, cpu: float, wall: float) -> Outcome:
    past = {name: after[name] - before[name] for name in ("requests", "cpu")}
    return Outcome(
        polls=int(past["requests"]),
        cpu=cpu,
        wall=wall,
        memory=peak_memory(),
        again=int(after["connections"] - after["most"]),
        most=int(after["most"]),
        server_cpu=past["cpu"],
    )
