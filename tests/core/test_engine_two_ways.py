"""The short way against steps alone: the same stories, with the same polls and mail."""

from collections.abc import Callable
from functools import partial
from math import inf
from random import Random

from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import answer, decode, decode_page, ref_of, short

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence, Fixed, Pacing
from asyncjobs._core.records import Arrival, Interest, Listing, Outcome, Poll, Step
from asyncjobs.errors import (
    AuthError,
    JobNotFoundError,
    ThrottledError,
    TransportError,
)

FAILURES: tuple[Outcome | None, ...] = (
    TransportError("reset"),
    TransportError("bad certificate", retryable=False),
    ThrottledError("too many", retryable=True),
    ThrottledError("too many", retryable=True, retry_after=3),
    JobNotFoundError("no such job"),
    AuthError("refused"),
    None,
)
NEWS = ("RUNNING", "RUNNING x=INIT", "RUNNING x=SUCCESS", "SUCCESS", "FAIL")
PAUSES = (0.0, 0.01, 0.05, 0.3, 1.5, 8.0)
VERBS = {
    "answer": 60,
    "news": 3,
    "fail": 2,
    "wait": 20,
    "add": 6,
    "look": 2,
    "discard": 1,
    "leave": 1,
    "renewed": 2,
    "replace": 1,
}

chances = st.floats(0, 1, exclude_max=True)
lines = st.tuples(
    st.sampled_from([verb for verb, often in VERBS.items() for _ in range(often)]), chances, chances
)
stories = st.lists(lines, min_size=50, max_size=250)


@define(frozen=True)
class Setup:
    """What a story is played with."""

    connections: int = 2
    rate: float = inf
    lanes: int = 1
    jobs: int = 10
    pacing: Callable[[], Pacing] = Fixed
    """Makes one for each play: some learn."""
    cautious: bool = False
    listed: bool = False

    def engine(self) -> Engine:
        return Engine(
            decode=decode,
            decode_page=decode_page,
            dice=lambda: 0.5,
            budget_for=lambda _lane: Budget(self.rate),
            host_of=lambda lane: int(str(lane)) // 2,
            connections=self.connections,
            pacing=self.pacing(),
            cautious=self.cautious,
        )


setups = st.builds(
    Setup,
    connections=st.sampled_from((1, 2, 3, 5)),
    rate=st.sampled_from((inf, inf, 20.0, 3.0)),
    lanes=st.sampled_from((1, 1, 2, 4)),
    jobs=st.sampled_from((4, 10, 25)),
    pacing=st.sampled_from((partial(Fixed, 0.2), partial(Fixed, 1.0), Cadence, Adaptive)),
    cautious=st.booleans(),
    listed=st.booleans(),
)


@define
class Play:
    """One story, driven as the poller drives the engine; `short` where it goes the short way."""

    setup: Setup
    goes_short: bool
    engine: Engine = field(init=False)
    now: float = 0.0
    last: Step = field(factory=lambda: Step([], [], None))
    flying: dict[str, Poll] = field(factory=dict)
    status: dict[str, str] = field(factory=dict)
    readers: list[int] = field(factory=list)
    refusal: AuthError | None = None
    log: list[object] = field(factory=list)
    short: int = 0

    def __attrs_post_init__(self) -> None:
        self.engine = self.setup.engine()
        self.do_add(0.0, 0.999)

    def play(self, story: list[tuple[str, float, float]]) -> list[object]:
        for verb, one, other in story:
            getattr(self, f"do_{verb}")(one, other)
            self.log.append((verb, sorted(self.flying)))
        return self.log

    def step(self, *arrivals: Arrival) -> None:
        self.last = self.engine.step(self.now, arrivals)
        self.log += [(self.now, reader, short(mail)) for reader, mail in self.last.mail]
        self.log += self.last.warnings
        for poll in self.last.polls:
            self.take(poll)
        self.refusal = self.last.renew or self.refusal

    def take(self, poll: Poll) -> None:
        self.log.append((poll.asked_at, [ref.job_id for ref in poll.refs]))
        self.flying[poll.refs[0].job_id] = poll

    def land(self, chance: float, outcome: Outcome | str | None) -> None:
        if not self.flying:
            return
        name = self.chosen(sorted(self.flying), chance)
        poll = self.flying.pop(name)
        if isinstance(outcome, str):
            outcome = answer(outcome)
        if not self.goes_short:
            self.step(Arrival(poll, outcome))
        elif self.engine.land(poll, outcome, self.now) and (
            following := self.engine.next_poll(self.now)
        ):
            self.short += 1
            self.take(following)
        else:
            self.step()

    @staticmethod
    def chosen(names: list[str], chance: float) -> str:
        return names[int(chance * len(names))]

    def do_answer(self, one: float, _: float) -> None:
        if self.flying:
            name = self.chosen(sorted(self.flying), one)
            self.land(one, self.status.get(name, "RUNNING"))

    def do_news(self, one: float, other: float) -> None:
        if self.flying:
            name = self.chosen(sorted(self.flying), one)
            self.status[name] = NEWS[int(other * len(NEWS))]
            self.land(one, self.status[name])

    def do_fail(self, one: float, other: float) -> None:
        self.land(one, FAILURES[int(other * len(FAILURES))])

    def do_wait(self, one: float, _: float) -> None:
        until = self.now + PAUSES[int(one * len(PAUSES))]
        for _ in range(200):
            if self.last.wake_at is None or self.last.wake_at > until:
                break
            self.now = max(self.now, self.last.wake_at)
            self.step()
            self.engine.work_off(self.now)
        self.now = max(self.now, until)

    def do_stall(self, one: float, _: float) -> None:
        self.now += 10 * one

    def do_add(self, one: float, other: float) -> None:
        reader = len(self.readers) + 1
        timeout = None if reader == 1 or one < 0.5 else 40 * one
        self.readers.append(reader)
        self.engine.join(reader, Interest(timeout, confirm=int(one * 1.5)), now=self.now)
        for number in range(int(other * self.setup.jobs) + 1):
            lane = str(number % self.setup.lanes)
            listing = Listing(lane) if self.setup.listed and number % 3 == 0 else None
            self.engine.add(reader, ref_of(f"j{number}"), lane, listing, now=self.now)
        self.step()

    def do_look(self, one: float, _: float) -> None:
        reader, number = 1000 + len(self.log), int(one * self.setup.jobs)
        self.engine.join(reader, now=self.now)
        lane = str(number % self.setup.lanes)
        self.engine.look(reader, ref_of(f"j{number}"), lane, now=self.now)
        self.step()

    def do_discard(self, one: float, other: float) -> None:
        reader = self.readers[int(one * len(self.readers))]
        if reader in self.engine._book.mailroom.readers:  # noqa: SLF001 - others have left
            name = f"j{int(other * self.setup.jobs)}"
            self.engine.discard(reader, [ref_of(name)], now=self.now)
            self.step()

    def do_leave(self, one: float, _: float) -> None:
        reader = self.readers[int(one * len(self.readers))]
        if len(self.readers) > 1 and reader in self.engine._book.mailroom.readers:  # noqa: SLF001
            self.engine.leave(reader)
            self.step()

    def do_renewed(self, one: float, _: float) -> None:
        if self.refusal is not None:
            problem = None if one < 0.8 else AuthError("gone", retryable=one < 0.9)
            self.engine.renewed(self.refusal, problem, now=self.now)
            self.step()

    def do_replace(self, one: float, _: float) -> None:
        self.engine.replace_credentials(cautious=one < 0.5)
        self.step()


def both(setup: Setup, story: list[tuple[str, float, float]]) -> int:
    """Play a story in both ways, which are to be the same; return how often the short one was."""
    by_steps, shortly = Play(setup, goes_short=False), Play(setup, goes_short=True)
    assert by_steps.play(story) == shortly.play(story)
    return shortly.short


@settings(max_examples=150, deadline=None)
@given(setups, stories)
def test_the_short_way_leads_where_steps_lead(
    setup: Setup, story: list[tuple[str, float, float]]
) -> None:
    """Whatever comes between, the same is polled and told, at the same times."""
    both(setup, story)


def test_the_short_way_is_the_usual_one() -> None:
    """In long stories it is gone for most answers: what is compared above is not steps alone."""
    dice, verbs, often = Random(1), list(VERBS), list(VERBS.values())  # noqa: S311 - no secret
    gone = answers = 0
    for number in range(20):
        story = [(verb, dice.random(), dice.random()) for verb in dice.choices(verbs, often, k=400)]
        pacing = Adaptive if number % 2 else partial(Fixed, 0.2)
        setup = Setup(pacing=pacing, lanes=1 + number % 3, cautious=number % 4 == 0)
        gone += both(setup, story)
        answers += sum(verb == "answer" for verb, *_ in story)
    assert gone > answers / 4
