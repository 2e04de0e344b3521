"""However jobs are spread over pages, and whatever pages fail: each end is told, and told once."""

from math import inf

from attrs import define
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import Stage, answer, make_stage

from asyncjobs._core.records import Arrival, Listing, Outcome, Poll
from asyncjobs.errors import PollFailedError, ServiceError, ThrottledError, TransportError
from asyncjobs.events import Finished

PAGES = 4
FAULTS = (
    None,
    TransportError("reset"),
    ThrottledError("too many", retryable=True),
    ThrottledError("too many", retryable=True, retry_after=5),
)


@define
class Service:
    """Lists jobs on a few pages; each ends when it was shown a number of times."""

    pages: dict[str, int | None]
    """On which page a job stands; None for none."""
    looks: dict[str, int]
    faults: list[PollFailedError | None]
    refuses: bool
    """Whether it takes no marker."""

    def answer(self, poll: Poll) -> Outcome:
        fault = self.faults.pop() if self.faults else None
        if fault is not None:
            return fault
        if poll.listing is None:
            return answer(self.status(poll.refs[0].job_id))
        page = int(poll.sweep.marker or 0) if poll.sweep else 0
        if page and self.refuses:
            return ServiceError("no such marker")
        shown = [name for name, at in self.pages.items() if at == page]
        told = " ".join(f"{name}:{self.status(name)}" for name in shown) or "nobody:RUNNING"
        return answer(told if page + 1 == PAGES else f"{told} > {page + 1}")

    def status(self, name: str) -> str:
        self.looks[name] -= 1
        return "RUNNING" if self.looks[name] >= 0 else "SUCCESS"


def drive(
    stage: Stage, service: Service, order: list[int], late: set[str], listing: Listing
) -> None:
    """Let the service answer, in an order of somebody's choice, until nothing is wanted."""
    now = 0.0
    early = [name for name in service.pages if name not in late]
    stage.watch(1, *early, listing=listing)
    flying: list[Poll] = []
    arrivals: list[Arrival] = []
    for turn in range(2000):
        if turn == 5:
            stage.watch(1, *late, now=now, listing=listing)
        step = stage.engine.step(now, arrivals)
        stage.mail += step.mail
        flying += step.polls
        assert len(flying) == stage.engine.stats().in_flight
        arrivals = []
        if flying:
            chosen = flying.pop(order[turn % len(order)] % len(flying))
            arrivals, now = [Arrival(chosen, service.answer(chosen))], now + 0.1
        elif step.wake_at is not None:
            now = step.wake_at
        elif turn > 5:
            return
    raise AssertionError("it never came to an end")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.integers(0, PAGES - 1), st.integers(0, 5)), min_size=2),
    st.lists(st.sampled_from(FAULTS), max_size=8),
    st.lists(st.integers(0, 9), min_size=1),
    st.sets(st.integers(0, 9)),
    st.sampled_from(((inf, 16), (1.0, 16), (5.0, 2))),
    st.sampled_from(("single", "only", "refuses markers")),
)
def test_each_end_is_told_exactly_once(
    jobs: list[tuple[int | None, int]],
    faults: list[PollFailedError | None],
    order: list[int],
    late: set[int],
    limits: tuple[float, int],
    kind: str,
) -> None:
    """And the engine is never stuck, and keeps nothing of jobs that have ended."""
    listing = Listing("list", only=kind == "only")
    first = 0 if listing.only else None
    pages = {f"j{at}": first if page is None else page for at, (page, _) in enumerate(jobs)}
    looks = {f"j{at}": seen for at, (_, seen) in enumerate(jobs)}
    stage = make_stage(rate=limits[0], connections=limits[1])
    service = Service(pages, looks, list(faults), kind == "refuses markers")
    drive(stage, service, order, {f"j{at}" for at in late} & set(pages), listing)
    told = [event.ref.job_id for event in stage.events(1) if isinstance(event, Finished)]
    assert sorted(pages) == sorted(told)
    assert 0 == stage.engine.stats().watched
    assert not stage.engine._book.listed  # noqa: SLF001 - what is left of a list would stay for ever
