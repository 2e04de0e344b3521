"""What holds after every step of every story: random scripts of wishes, answers and time."""

from math import inf

from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import Stage, make_stage, ref_of

from asyncjobs._core.records import Interest, Listing, Mail
from asyncjobs.errors import AuthError, JobNotFoundError, JobTimeoutError, ThrottledError
from asyncjobs.errors import TransportError as Reset
from asyncjobs.events import Finished, PollFailed, StatusChanged
from asyncjobs.models import Status

JOBS = ("a", "b", "c")
READERS = (1, 2, 3)
ANSWERS = (
    *("INIT", "RUNNING", "RUNNING x=INIT", "RUNNING x=RUNNING", "RUNNING x=SUCCESS y=FAIL"),
    *("UNKNOWN", "SUCCESS", "FAIL x=FAIL", "CANCEL", "INIT > m", "RUNNING > m"),
)
FAILURES = (
    Reset("reset"),
    Reset("bad certificate", retryable=False),
    ThrottledError("too many", retryable=True),
    ThrottledError("too many", retryable=True, retry_after=20),
    JobNotFoundError("no such job"),
    AuthError("refused"),
    None,
)

answers = st.tuples(st.just("answer"), st.integers(0, 7), st.sampled_from(ANSWERS))
pauses = st.tuples(st.just("wait"), st.floats(0, 40), st.none())
# Answers and time make most of a story: they stand here several times.
wishes = st.one_of(
    *[answers] * 6,
    *[pauses] * 4,
    st.tuples(st.just("add"), st.sampled_from(READERS), st.sampled_from(JOBS)),
    st.tuples(st.just("discard"), st.sampled_from(READERS), st.sampled_from(JOBS)),
    st.tuples(st.just("leave"), st.sampled_from(READERS), st.none()),
    st.tuples(st.just("look"), st.integers(10, 12), st.sampled_from(JOBS)),
    st.tuples(st.just("fail"), st.integers(0, 7), st.sampled_from(range(len(FAILURES)))),
    st.tuples(st.just("renewed"), st.booleans(), st.none()),
    st.tuples(st.just("replace"), st.none(), st.none()),
)
scripts = st.lists(st.tuples(wishes, st.booleans()), min_size=20, max_size=120)
setups = st.tuples(
    st.sampled_from((inf, 1.0, 3.0)),
    st.integers(1, 4),
    st.integers(1, 4),
    st.sampled_from((None, Listing("list"), Listing("list", only=True))),
    st.booleans(),
    st.integers(0, 2),
)

Setup = tuple[float, int, int, Listing | None, bool, int]

Script = list[tuple[tuple[str, object, object], bool]]


@define
class Story:
    """One engine, what readers want of it, and how much it may do."""

    stage: Stage
    rate: float
    burst: int
    connections: int
    listing: Listing | None
    confirm: int
    now: float = 0.0
    joined: set[int] = field(factory=set)
    wanted: dict[int, set[str]] = field(factory=dict)
    status: dict[tuple[int, str], dict[tuple[str, ...], Status]] = field(factory=dict)
    started: list[float] = field(factory=list)
    log: list[str] = field(factory=list)
    renewing: bool = False
    parked: set[int] = field(factory=set)
    silent_until: float = 0.0

    def play(self, script: Script) -> list[str]:
        """Follow the script, checking after each step; return what everybody was told."""
        for (verb, first, second), stepped in script:
            getattr(self, f"do_{verb}")(first, second)
            if stepped:
                self.turn({})
        self.drain()
        return self.log

    def drain(self) -> None:
        """Let the cloud answer everything from now on: then every job must come to its end."""
        if self.stage.engine._gate.refused is not None:  # noqa: SLF001 - who would see it
            self.do_replace(None, None)
        for _ in range(20):
            self.now += 40
            self.turn({})
            self.do_renewed(True, None)  # noqa: FBT003 - as drawn by hypothesis
            self.turn(dict.fromkeys(self.stage.in_flight, "SUCCESS x=SUCCESS y=SUCCESS"))
        assert not any(self.wanted.values())
        assert self.stage.engine.stats().watched == 0

    def do_add(self, reader: int, name: str) -> None:
        if reader not in self.joined:
            self.joined.add(reader)
            timeout, confirm = 50.0 if reader == 3 else None, self.confirm if reader > 1 else 0
            interest = Interest(timeout, confirm=confirm)
            self.stage.engine.join(reader, interest, now=self.now)
        if name in self.wanted.setdefault(reader, set()):
            return
        self.status[reader, name] = {}
        self.wanted[reader].add(name)
        listing = self.listing if name in "ab" else None
        self.stage.engine.add(reader, ref_of(name), "lane", listing, now=self.now)

    def do_discard(self, reader: int, name: str) -> None:
        self.wanted.get(reader, set()).discard(name)
        self.stage.discard(reader, name, now=self.now)
        self.parked.discard(reader)

    def do_leave(self, reader: int, _: None) -> None:
        # In life a number is not used again, so mail that waits cannot reach a stranger.
        self.turn({})
        self.parked.discard(reader)
        self.wanted.pop(reader, None)
        self.joined.discard(reader)
        self.stage.engine.leave(reader)

    def do_look(self, reader: int, name: str) -> None:
        if reader not in self.joined:
            self.joined.add(reader)
            self.wanted[reader] = {name}
            self.stage.engine.join(reader, now=self.now)
            listing = self.listing if name in "ab" else None
            self.stage.engine.look(reader, ref_of(name), "lane", listing, now=self.now)

    def do_answer(self, index: int, what: str) -> None:
        flying = sorted(self.stage.in_flight)
        if flying:
            self.turn({flying[index % len(flying)]: what})

    def do_fail(self, index: int, number: int) -> None:
        flying = sorted(self.stage.in_flight)
        if flying:
            self.turn({flying[index % len(flying)]: FAILURES[number]})

    def do_wait(self, seconds: float, _: None) -> None:
        self.now += seconds

    def do_renewed(self, found: object, _: None) -> None:
        if self.renewing:
            self.renewing = False
            self.stage.renewed(None if found else AuthError("gone"), now=self.now)

    def do_replace(self, _: None, __: None) -> None:
        self.renewing = False
        self.parked.clear()
        self.stage.engine.replace_credentials()

    def turn(self, outcomes: dict[str, object]) -> None:
        """Step, then check what must hold after every step."""
        pauses = [getattr(what, "retry_after", None) or 0.0 for what in outcomes.values()]
        if any(pauses):
            self.silent_until = self.now + max(pauses)
        polled = self.stage.step(self.now, **outcomes)  # type: ignore[arg-type]
        assert not polled or self.now >= self.silent_until
        step = self.stage.last
        assert step is not None
        self.renewing = self.renewing or step.renew is not None
        flying = self.stage.in_flight
        assert len(flying) == self.stage.engine.stats().in_flight <= self.connections
        self.started += [self.now] * len(polled)
        self.check_rate()
        for reader, mail in step.mail:
            self.check_mail(reader, mail)
        assert step.wake_at is None or step.wake_at > self.now
        self.check_why()
        waits = self.stage.engine.stats().watched > len(flying)
        asleep = step.wake_at is None and not flying
        assert not (waits and asleep) or self.renewing or self.shut()

    def shut(self) -> bool:
        """Tell whether asking stands still until somebody brings new credentials."""
        return self.stage.engine._gate.refused is not None  # noqa: SLF001 - who would see it

    def check_why(self) -> None:
        """Whatever a reader waits for can be explained, in one line."""
        waiting = ((who, name) for who, names in self.wanted.items() if who < 10 for name in names)
        for reader, name in waiting:
            line = self.stage.engine.why(reader, ref_of(name), (), now=self.now)
            assert line.isprintable()
            assert len(line) <= 501

    def check_rate(self) -> None:
        if self.rate == inf:
            return
        for at, begun in enumerate(self.started):
            allowed = self.burst + self.rate * (self.now - begun) + 1e-6
            assert len(self.started) - at <= allowed

    def check_mail(self, reader: int, mail: Mail) -> None:
        """Nothing for strangers, every change once and in order, the end once and last."""
        assert reader in self.joined
        self.log.append(f"{reader}: {self.stage.heard[reader][-1]}")
        if isinstance(mail, JobTimeoutError):
            assert {ref.job_id for ref in mail.outstanding} == self.wanted[reader]
            self.wanted[reader] = set()
        elif isinstance(mail, StatusChanged | Finished | PollFailed):
            assert mail.ref.job_id in self.wanted[reader]
            self.check_event(reader, mail)
        else:
            self.do_leave(reader, None)

    def check_event(self, reader: int, event: StatusChanged | Finished | PollFailed) -> None:
        name = event.ref.job_id
        if isinstance(event, StatusChanged):
            known = self.status[reader, name]
            path = tuple(event.path)
            assert known.get(path) == event.old != event.new
            assert not (event.old and event.old.done) or event.new.done
            known[path] = event.new
        elif isinstance(event, PollFailed) and event.parked:
            assert reader not in self.parked
            self.parked.add(reader)
        elif isinstance(event, Finished):
            assert self.status[reader, name][(name,)] is event.job.status
            assert event.job.done
            self.wanted[reader].discard(name)
        elif event.retry_at is None:
            self.wanted[reader].discard(name)


def tell(setup: Setup, script: Script) -> list[str]:
    rate, burst, connections, listing, cautious, confirm = setup
    stage = make_stage(rate=rate, burst=burst, connections=connections, cautious=cautious)
    return Story(stage, rate, burst, connections, listing, confirm).play(script)


@settings(max_examples=300, deadline=None)
@given(setups, scripts)
def test_the_invariants_hold_after_every_step(setup: Setup, script: Script) -> None:
    """Caps and budgets are kept, nobody is stuck, each change is told once and each end last."""
    tell(setup, script)


@settings(max_examples=50, deadline=None)
@given(setups, scripts)
def test_the_same_script_tells_the_same_story(setup: Setup, script: Script) -> None:
    """The engine has no clock and no dice of its own: a story can be replayed."""
    assert tell(setup, script) == tell(setup, script)
