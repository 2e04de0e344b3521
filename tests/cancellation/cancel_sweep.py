"""Cancel every scenario at each of its points, in every way, on every event loop.

    python -m tests.cancellation.cancel_sweep --rounds 2 --at-least 5000

It is run from the root of the checkout, and tries the package that it finds there.
"""
# ruff: noqa: T201 - it prints: that is how it tells what came of it

import argparse
import gc
import logging
import random
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from attrs import define, field, frozen

from .backends import backends, leaving_nothing
from .cut_clients import CLIENTS, NOT_ON_TRIO, ON_SOCKETS
from .cut_waits import WAITS
from .cut_watches import WATCHES
from .points import Points
from .trial import Conditions, Trial
from .ways import Way

SCENARIOS = {scenario.__name__: scenario for scenario in (*WAITS, *WATCHES, *CLIENTS, *ON_SOCKETS)}
BACKENDS = {backend.name: backend for backend in backends()}
_MOST = 500
"""Points: more than any scenario has."""
_SLOW_WAYS = ("scope-at", "group-soon", "task-at", "task-late", "task-twice")


@define
class Tally:
    """What a sweep has done, and found."""

    cancellations: int = 0
    points: int = 0
    failures: list[str] = field(factory=list)


@frozen
class Sweep:
    """One scenario, cancelled in one way at each of its points in turn."""

    scenario: str
    backend: str
    way: str
    round: int

    def __str__(self) -> str:
        return f"{self.scenario}/{self.backend}/{self.way}/{self.round}"

    def run(self) -> Tally:
        """Cancel at point after point until there is none left, or one trial has failed."""
        tally = Tally()
        for number in range(_MOST):
            points = self._way().points(number)
            try:
                leaving_nothing(partial(self._try, points))
            except BaseException:  # noqa: BLE001 - whatever it is, it is told, and ends the sweep
                story = traceback.format_exc()
                tally.failures.append(f"{self} at point {number}:\n{story}")
            tally.cancellations += bool(points.struck)
            tally.points = number
            if not points.reached or tally.failures:
                return tally
        tally.failures.append(f"{self}: it has not ended after {_MOST} points")
        return tally

    def _way(self) -> Way:
        return next(way for way in BACKENDS[self.backend].ways if way.name == self.way)

    def _try(self, points: Points) -> None:
        """Run the scenario once, from a loop's beginning to its end."""
        scenario = SCENARIOS[self.scenario]

        async def work() -> None:
            trial = Trial(self._way(), points, conditions_of(self.round))
            await scenario(trial)
            await trial.left_nothing()

        BACKENDS[self.backend].run(work, virtual=scenario not in ON_SOCKETS)


def conditions_of(number: int) -> Conditions:
    """Return what scenarios meet in a round: the first two are plain, the others are drawn."""
    if number == 0:
        return Conditions()
    if number == 1:
        return Conditions(latency=0.0, connections=16)
    dice = random.Random(number)  # noqa: S311 - a round is always the same one
    words = dice.choices(("INIT", "RUNNING"), k=dice.randint(0, 4))
    return Conditions(
        latency=dice.choice((0.0, 0.001, 0.01, 0.5, 1.0)),
        connections=dice.choice((1, 2, 16)),
        words=(*sorted(words), "SUCCESS"),
        pacing=dice.choice(("cadence", "fixed", "adaptive", "backoff")),
    )


def sweeps(rounds: int, only: str) -> list[Sweep]:
    """Return all that are to be run; those over sockets are slow, so that a few ways must do."""
    slow = {scenario.__name__ for scenario in ON_SOCKETS}
    at_home = {scenario.__name__ for scenario in NOT_ON_TRIO}
    found = [
        Sweep(scenario, backend.name, way.name, number)
        for number in range(rounds)
        for scenario in SCENARIOS
        for backend in BACKENDS.values()
        for way in backend.ways
        if scenario not in slow or (number == 0 and way.name in _SLOW_WAYS)
        if scenario not in at_home or backend.name != "trio"
    ]
    return [sweep for sweep in found if str(sweep).startswith(only)]


def _prepare() -> None:
    """Make every warning an error, and what was imported no business of the garbage collector."""
    warnings.simplefilter("error")
    logging.disable()
    gc.collect()
    gc.freeze()


def main() -> int:
    """Run the sweeps in two processes, say what came of it; return what the shell is told."""
    options = _options()
    todo = sweeps(options.rounds, options.only)
    began, total, by = time.monotonic(), Tally(), Counter()
    with ProcessPoolExecutor(options.processes, initializer=_prepare) as pool:
        for sweep, tally in zip(todo, pool.map(Sweep.run, todo, chunksize=4), strict=True):
            total.cancellations += tally.cancellations
            total.failures += tally.failures
            by.update(dict.fromkeys((sweep.scenario, sweep.backend), tally.cancellations))
            if total.failures and options.fail_fast:
                pool.shutdown(wait=False, cancel_futures=True)
                break
    _tell(total, by)
    print(
        f"{total.cancellations:,} cancellations in {len(todo):,} sweeps of {len(SCENARIOS)} "
        f"scenarios on {', '.join(BACKENDS)}: {len(total.failures)} sweeps failed "
        f"({time.monotonic() - began:.0f} s, {_cpu():.0f} s of CPU)"
    )
    enough = options.only or total.cancellations >= options.at_least
    if not enough:
        print(f"At least {options.at_least:,} cancellations were wanted.", file=sys.stderr)
    return int(bool(total.failures) or not enough)


def _tell(total: Tally, by: Counter[str]) -> None:
    for name, number in sorted(by.items()):
        print(f"{number:8,} {name}")
    for failure in total.failures:
        print(failure, file=sys.stderr)
    if "eager" not in BACKENDS:
        print("Eager tasks were left out: this Python has none, 3.12 is the first.")


def _cpu() -> float:
    """Return the CPU seconds of the processes that did the work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1, help="how many conditions are met")
    parser.add_argument("--at-least", type=int, default=0, help="fewer cancellations are a failure")
    parser.add_argument("--only", default="", help="scenario[/backend[/way[/round]]]")
    parser.add_argument("--fail-fast", action="store_true", help="end with the first failure")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
