"""The options that say when jobs are looked at, and the file that keeps how long jobs take."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import Annotated, Any, get_args

from attrs import frozen
from cyclopts import Parameter, Token

from asyncjobs._durations import LearnedDurations, load_durations
from asyncjobs._pacings import Price as GivenPrice
from asyncjobs._pacings import PriceWord
from asyncjobs._text import safe_text
from asyncjobs.cli._out import note
from asyncjobs.errors import ConfigError

__all__ = ["NO_PACE", "Pace", "Price"]


def _as_price(_: type, tokens: Sequence[Token]) -> GivenPrice:
    """Take a word as it is; everything else is a number, or makes no sense."""
    text = tokens[0].value
    words: dict[str, PriceWord] = {word: word for word in get_args(PriceWord)}
    with suppress(ValueError):
        price = words.get(text) or float(text)
        if isinstance(price, str) or 0 < price < inf:
            return price
    message = f"Must be seconds above 0, or one of {', '.join(words)}."
    raise ValueError(message)


Price = Annotated[
    GivenPrice | None,
    Parameter(
        converter=_as_price,
        show_choices=False,
        metavar="SECONDS",
        help="How many seconds of lag one request is worth, or eager (0.05), balanced (0.2, the "
        "default) or frugal (1). Four times the price: half the requests, twice the lag.",
    ),
]
"""What `open_client(price=...)` takes."""


@Parameter(name="*")
@frozen(kw_only=True)
class Pace:
    """When jobs are looked at."""

    price: Price = None
    durations: Annotated[
        Path | None,
        Parameter(
            help="A file in which to keep how long jobs take, so that a later run knows it: read "
            "if it is there, and replaced as a whole when the command ends. Of two commands that "
            "end together, one's news are lost.",
        ),
    ] = None

    @contextmanager
    def client_arguments(self) -> Iterator[dict[str, Any]]:
        """Give the keyword arguments for `open_client`, and keep in the end what was learned.

        Also when the command fails or is cancelled. A file that cannot be read is told and left as
        it is: it may be somebody's who is not us.
        """
        price = {} if self.price is None else {"price": self.price}
        learned = _read(self.durations) if self.durations else None
        if self.durations is None or learned is None:
            yield price
            return
        try:
            yield price | {"durations": learned.known}
        finally:
            if len(learned.known):
                _save(learned, self.durations)


NO_PACE = Pace()
"""What a command has when none of the options is given."""


def _read(path: Path) -> LearnedDurations | None:
    try:
        return LearnedDurations(load_durations(path))
    except ConfigError as error:
        note(f"asyncjobs: --durations {safe_text(path)} is neither used nor replaced: {error}")
        return None


def _save(learned: LearnedDurations, path: Path) -> None:
    try:
        learned.save(path)
    except OSError as error:
        what = error.strerror or type(error).__name__
        note(f"asyncjobs: cannot keep the durations in {safe_text(path)}: {what}")
