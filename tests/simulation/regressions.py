"""Seeds that failed once, and what was wrong: they are played in every run."""

from attrs import frozen


@frozen
class Regression:
    """A seed that failed once.

    Args:
        seed: of the scenario.
        way: "asyncio", "trio" or "httpx".
        why: what was wrong.
    """

    seed: int
    way: str
    why: str


REGRESSIONS: tuple[Regression, ...] = ()
