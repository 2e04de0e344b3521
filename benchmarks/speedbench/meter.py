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

from attrs import frozen

from speedbench.case import Case, Outcome
from speedbench.machine import peak_memory, time_kept_waiting

Counts = Mapping[str, float]

_LOOK_AGAIN = 0.02
_WINDOW = 0.2
_SETTLED = 0.1
_SETTLING = 3.0


def tell_server(url: str, what: str, authority: str = "", **settings: object) -> Counts:
    """Ask the server for its counts, or set it."""
    query = f"?{urlencode(settings)}" if settings else ""
    context = ssl.create_default_context(cafile=authority) if authority else None
    opened = urllib.request.urlopen(f"{url}/_bench/{what}{query}", context=context)  # noqa: S310 - ours
    with cast("HTTPResponse", opened) as answer:
        counts: Counts = json.load(answer)
    return counts


class Meter:
    """Waits until the client polls as fast as it will, then takes the CPU time of a while.

    That is when the polls before the measurement are made, and as many are made in one window as
    in the one before, give or take a tenth. Of a client that goes by fits and starts no more is
    waited for after 3 s.

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
        self._await_steadiness()
        before, since = self._counts(), Spent.now()
        time.sleep(self._case.seconds)
        spent = Spent.now().past(since)
        after = self._counts()
        print(outcome(before, after, spent).as_json(), flush=True)
        os._exit(0)

    def _await_first_polls(self) -> None:
        case = self._case
        ends = time.monotonic() + case.patience
        while self._counts()["requests"] < case.first_polls and time.monotonic() < ends:
            time.sleep(_LOOK_AGAIN)

    def _await_steadiness(self) -> None:
        ends = time.monotonic() + _SETTLING
        last, rate = self._rate(), self._rate()
        while abs(rate - last) > _SETTLED * last and time.monotonic() < ends:
            last, rate = rate, self._rate()

    def _rate(self) -> float:
        """Return the polls a second in one window."""
        before, began = self._counts()["requests"], time.perf_counter()
        time.sleep(_WINDOW)
        return (self._counts()["requests"] - before) / (time.perf_counter() - began)


@frozen
class Spent:
    """Seconds of this process: CPU of all its threads, wall, and those it was kept waiting."""

    cpu: float
    wall: float
    waited: float

    @classmethod
    def now(cls) -> "Spent":
        """Return what was spent so far."""
        return cls(time.process_time(), time.perf_counter(), time_kept_waiting())

    def past(self, since: "Spent") -> "Spent":
        """Return what was spent since then."""
        return Spent(self.cpu - since.cpu, self.wall - since.wall, self.waited - since.waited)

    @property
    def busy(self) -> float:
        """The share of the time that it could have a core for in which it worked."""
        return min(1.0, self.cpu / max(self.cpu, self.wall - self.waited))


def outcome(before: Counts, after: Counts, spent: Spent) -> Outcome:
    """Return what a process came to between two counts."""
    past = {name: after[name] - before[name] for name in ("requests", "cpu")}
    return Outcome(
        polls=int(past["requests"]),
        cpu=spent.cpu,
        wall=spent.wall,
        busy=spent.busy,
        memory=peak_memory(),
        again=int(after["connections"] - after["most"]),
        most=int(after["most"]),
        server_cpu=past["cpu"],
    )
