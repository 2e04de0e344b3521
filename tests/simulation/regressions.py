"""Seeds that failed once, and what was wrong: they are played in every run."""

from attrs import frozen


@frozen
class Regression:
    """A seed that failed once.

    Args:
        seed: of the scenario.
        way: "asyncio", "trio", "httpx", "httpx-trio" or "fast".
        why: what was wrong.
    """

    seed: int
    way: str
    why: str


REGRESSIONS: tuple[Regression, ...] = (
    Regression(86, "asyncio", "a timeout told of a job that had been discarded meanwhile"),
    Regression(151, "asyncio", "the same, where other jobs were left"),
    Regression(2214, "asyncio", "a deadline cut short the pause that shows that a job is gone"),
    Regression(9366, "asyncio", "a list that did not have a job cut that pause short as well"),
    Regression(8002, "trio", "a checkpoint forgot the word for a status, which was told again"),
    Regression(10485, "asyncio", "sub-jobs told before their job, and again after a checkpoint"),
    Regression(442, "asyncio", "an answer as the last one, but a page had said otherwise between"),
    Regression(31858, "asyncio", "the judge took a status that came back in one event for two"),
    Regression(62703, "asyncio", "an end told twice after a checkpoint that had it unconfirmed"),
    Regression(60716, "asyncio", "a 404 that lay unread in a stall used up the grace of a new job"),
    Regression(57339, "asyncio", "new credentials signed in beside a login of the old ones"),
    Regression(55062, "asyncio", "a poll that had waited for a login went out into a Retry-After"),
    Regression(59285, "asyncio", "the same, where one for another project had waited its turn"),
    Regression(9008, "asyncio", "the judge did not know that what goes back may be merged too"),
)
