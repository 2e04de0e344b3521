"""What users say of pacing, and what it is."""

from typing import Literal

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.pacing import Cadence, Fixed, Pacing
from asyncjobs._durations import GivenDurations, LearnedDurations, read_durations
from asyncjobs.errors import ConfigError

PacingWord = Literal["adaptive", "backoff", "fixed"]
PriceWord = Literal["eager", "balanced", "frugal"]
Price = float | PriceWord

_UNLEARNED: dict[object, Pacing] = {"backoff": Cadence(), "fixed": Fixed()}


def as_pacing(
    pacing: PacingWord | Pacing, price: Price | None = None, durations: GivenDurations = None
) -> Pacing:
    """Return the pacing that is meant.

    Args:
        pacing: one of the words, or an object with `pause`, `worth` and `saw`.
        price: of the pacing "adaptive"; None for its own default.
        durations: for the pacing "adaptive".

    Raises:
        ConfigError: there is no such pacing, or a setting makes no sense with it.
    """
    if pacing == "adaptive":
        return _adaptive(price, durations)
    if price is not None or durations is not None:
        message = "price and durations are settings of pacing='adaptive': leave them out, or set "
        raise ConfigError(message + "them in Adaptive(price=..., durations=...)")
    if isinstance(pacing, str):
        if pacing not in _UNLEARNED:
            message = f"pacing={pacing!r}: it is 'adaptive', 'backoff', 'fixed' or a Pacing"
            raise ConfigError(message)
        return _UNLEARNED[pacing]
    verbs = [callable(getattr(pacing, verb, None)) for verb in ("pause", "worth", "saw")]
    if all(verbs) and not isinstance(pacing, type):
        return pacing
    message = f"pacing takes a word or a Pacing, not one of type {type(pacing).__name__}"
    raise ConfigError(message)


def learned_by(pacing: Pacing) -> LearnedDurations:
    """Return what a pacing has learned.

    Raises:
        ConfigError: it is one that does not learn.
    """
    if isinstance(pacing, Adaptive):
        return LearnedDurations(pacing.durations)
    kind = type(pacing).__name__
    message = f"a client with the pacing {kind} learns nothing: there are no durations to be had"
    raise ConfigError(message)


def _adaptive(price: Price | None, durations: GivenDurations) -> Adaptive:
    known = read_durations(durations)
    if price is None:
        return Adaptive(durations=known)
    try:
        return Adaptive(price=price, durations=known)
    except ValueError as error:
        raise ConfigError(str(error)) from None
