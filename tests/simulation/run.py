"""Play a scenario on one of the loops, where nothing but its own dice is drawn."""

import gc
import random

from simulation.history import History
from simulation.play import Play
from simulation.scenario import Scenario
from simulation.virtual_loop import RUNNERS, HangError, Main, Stall

_HORIZON = 20_000.0
"""Seconds after which a run that has not ended hangs."""


def play(scenario: Scenario, backend: str = "asyncio", *, wire: str = "") -> History:
    """Play a scenario and return what happened."""
    played: list[Play] = []

    def make(stall: Stall) -> Main:
        played.append(Play(scenario, wire, stall))
        return played[0].main

    collecting = gc.isenabled()
    gc.disable()
    random.seed(scenario.seed)
    state = random.getstate()
    left: list[str] = []
    try:
        left = RUNNERS[backend](make, scenario.seed, _HORIZON)
    except HangError as error:
        played[0].history.troubles.append(f"hang: {error}")
    except Exception as error:  # noqa: BLE001 - whatever comes out is what was looked for
        played[0].history.troubles.append(_told(error))
    finally:
        if collecting:
            gc.enable()
    if random.getstate() != state:
        played[0].history.troubles.append("somebody drew lots without a seed")
    played[0].close(left)
    return played[0].history


def _told(error: BaseException) -> str:
    """Return an error with all that it holds, in one line."""
    inner = getattr(error, "exceptions", ())
    parts = [f"{type(error).__name__}: {error}", *map(_told, inner)]
    if not inner and error.__traceback__ is not None:
        last = error.__traceback__
        while last.tb_next is not None:
            last = last.tb_next
        parts.append(f"at {last.tb_frame.f_code.co_filename.rpartition('/')[2]}:{last.tb_lineno}")
    return " | ".join(parts)
