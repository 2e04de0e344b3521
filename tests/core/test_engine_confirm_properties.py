"""What holds of confirmed ends in every story: random answers, failures, comings and goings."""

from attrs import define, field
from careful import careful
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import Stage, make_stage

from asyncjobs._core.records import Mail, Outcome
from asyncjobs.errors import JobNotFoundError, JobTimeoutError, ThrottledError, TransportError
from asyncjobs.events import Finished, PollFailed

ENDS, RUNNING = ("SUCCESS", "FAIL x=FAIL"), ("INIT", "RUNNING", "RUNNING x=RUNNING")
FAILURES = (
    TransportError("reset"),
    TransportError("bad certificate", retryable=False),
    ThrottledError("too many", retryable=True),
    JobNotFoundError("no such job"),
)

joins = st.tuples(st.just("join"), st.integers(0, 2), st.sampled_from((None, 1.5, 5.0)))
leaves = st.tuples(st.just("leave"), st.integers(0, 9), st.none())
answers = st.tuples(st.just("land"), st.sampled_from(ENDS * 3 + RUNNING), st.none())
failures = st.tuples(st.just("land"), st.sampled_from(FAILURES), st.none())
pauses = st.tuples(st.just("wait"), st.sampled_from((0.5, 1.0, 3.0, 8.0)), st.none())
wishes = st.one_of(*[answers] * 5, *[pauses] * 2, joins, leaves, failures)
scripts = st.lists(wishes, min_size=10, max_size=80)

Script = list[tuple[str, object, object]]


@define
class Patient:
    """A reader, and when his time is over."""

    confirm: int
    deadline: float


@define
class Story:
    """One job and its readers, each a new one."""

    stage: Stage = field(factory=make_stage)
    now: float = 0.0
    readers: dict[int, Patient] = field(factory=dict)
    joined: int = 0
    ends_in_a_row: int = 0
    known_to_have_ended: bool = False

    def play(self, script: Script) -> None:
        for verb, first, second in script:
            getattr(self, f"do_{verb}")(first, second)
        for _ in range(20):
            self.do_wait(40.0, None)
            self.do_land("SUCCESS", None)
        assert not self.readers
        assert 0 == self.stage.engine.stats().watched

    def do_join(self, confirm: int, timeout: float | None) -> None:
        self.joined += 1
        deadline = self.now + (timeout or 1e9)
        careful(self.stage, self.joined, "a", confirm=confirm, timeout=timeout, now=self.now)
        self.readers[self.joined] = Patient(confirm, deadline)
        self.turn(None)

    def do_leave(self, number: int, _: None) -> None:
        if self.readers:
            reader = sorted(self.readers)[number % len(self.readers)]
            self.stage.engine.leave(reader)
            del self.readers[reader]
            if not self.readers:
                self.ends_in_a_row = 0
            self.turn(None)

    def do_wait(self, seconds: float, _: None) -> None:
        self.now += seconds
        self.turn(None)

    def do_land(self, outcome: Outcome | str, _: None) -> None:
        self.turn(outcome if self.stage.in_flight else None)

    def turn(self, outcome: Outcome | str | None) -> None:
        """Step, and check who is told the end and who is not."""
        if self.readers and isinstance(outcome, str):
            self.ends_in_a_row = self.ends_in_a_row + 1 if outcome in ENDS else 0
        before = len(self.stage.mail)
        self.stage.step(self.now, **({} if outcome is None else {"a": outcome}))
        gave_up = not isinstance(outcome, str | None)
        told = self.stage.mail[before:]
        for reader, mail in told:
            self.check(reader, mail, seen=self.ends_in_a_row > 0 or self.known_to_have_ended)
            if isinstance(mail, Finished):
                assert gave_up or self.is_enough() or self.readers[reader].deadline <= self.now
        self.let_go([reader for reader, mail in told if is_last(mail)])
        assert not (self.readers and self.ends_in_a_row > 0 and self.is_enough())

    def is_enough(self) -> bool:
        """Whether the end was seen as often as the most careful reader wants."""
        staying = [reader for reader in self.readers.values() if reader.deadline > self.now]
        most = max((reader.confirm for reader in staying), default=0)
        return self.known_to_have_ended or self.ends_in_a_row > most

    def check(self, reader: int, mail: Mail, *, seen: bool) -> None:
        """Each reader is told one last thing, and never that a job is lost whose end was seen."""
        assert reader in self.readers
        lost = isinstance(mail, PollFailed) and mail.retry_at is None
        assert not (seen and (lost or isinstance(mail, JobTimeoutError)))

    def let_go(self, readers: list[int]) -> None:
        assert len(readers) == len(set(readers))
        told_all = bool(readers) and len(readers) == len(self.readers)
        for reader in readers:
            del self.readers[reader]
        if told_all:
            self.known_to_have_ended |= self.ends_in_a_row > 0
            self.ends_in_a_row = 0


def is_last(mail: Mail) -> bool:
    """Whether a reader is told nothing after this."""
    lost = isinstance(mail, PollFailed) and mail.retry_at is None
    return lost or isinstance(mail, Finished | JobTimeoutError)


@settings(max_examples=400, deadline=None)
@given(scripts)
def test_an_end_is_told_once_and_not_before_it_is_confirmed(script: Script) -> None:
    """Unless no further look can be made for a reader; and it is told then, and as soon as it is.

    After that there is nothing more; whose job was seen to end is never told that it is lost.
    """
    Story().play(script)
