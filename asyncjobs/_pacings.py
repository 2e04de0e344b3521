"""What users say of pacing, and what it is."""

from typing import Literal

from asyncjobs._core.pacing import Cadence, Fixed, Pacing
from asyncjobs.errors import ConfigError

PacingWord = Literal["backoff", "fixed"]

_WORDS: dict[object, Pacing] = {"backoff": Cadence(), "fixed": Fixed()}


def as_pacing(pacing: PacingWord | Pacing) -> Pacing:
    """Return the pacing that is meant.

    Args:
        pacing: one of the words, or an object with `pause`, `worth` and `saw`.

    Raises:
        ConfigError: it is neither.
    """
    if isinstance(pacing, str):
        if pacing not in _WORDS:
            message = f"pacing={pacing!r}: it is 'backoff', 'fixed' or a Pacing"
            raise ConfigError(message)
        return _WORDS[pacing]
    verbs = [callable(getattr(pacing, verb, None)) for verb in ("pause", "worth", "saw")]
    if all(verbs) and not isinstance(pacing, type):
        return pacing
    message = f"pacing takes a word or a Pacing, not one of type {type(pacing).__name__}"
    raise ConfigError(message)
