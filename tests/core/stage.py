"""A small stage for the engine: a made-up service whose answers are `word` or `word(sub words)`."""

from collections.abc import Iterable, Sequence
from math import inf

from attrs import define, field

from asyncjobs._core.brief import Keep
from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Backoff, Cadence, Pacing
from asyncjobs._core.records import Arrival, Listing, Mail, Outcome, Poll, Step
from asyncjobs._core.verdict import Patience
from asyncjobs._page import Page
from asyncjobs.errors import AuthError, DecodeError, PollFailedError
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response


def ref_of(job_id: str) -> JobRef:
    """Name a job of the made-up service."""
    return JobRef("made-up", job_id, "project")


def answer(text: str) -> Response:
    """Say how a job stands: "RUNNING", or "RUNNING a=SUCCESS b=FAIL" with its sub-jobs."""
    return Response(200, body=text.encode())


def decode(ref: JobRef, response: Response, _previous: Job | None) -> Job:
    """Read what `answer` says."""
    word, *subs = response.body.decode().partition(" > ")[0].split()
    sub_jobs = tuple(
        Job(ref=ref, job_id=name, status=Status(status))
        for name, _, status in (sub.partition("=") for sub in subs)
    )
    remarks = ("a word never seen before",) if word == "UNKNOWN" else ()
    return Job(ref=ref, job_id=ref.job_id, status=Status(word), sub_jobs=sub_jobs, remarks=remarks)


def decode_page(refs: Sequence[JobRef], response: Response) -> Page:
    """Read a list: "a:RUNNING c:SUCCESS", or one word for every job but those that it leaves out.

    INIT leaves out the last job that was asked for; "> m" at the end says where the list goes on.
    """
    word, _, marker = response.body.decode().partition(" > ")
    if word.startswith("nonsense"):
        raise DecodeError("no list")
    if ":" in word:
        told = dict(item.split(":") for item in word.split())
        found = {ref: told[ref.job_id] for ref in refs if ref.job_id in told}
    else:
        found = dict.fromkeys(refs[:-1] if word == "INIT" else refs, word)
    jobs = {ref: decode(ref, answer(said), None) for ref, said in found.items()}
    return Page(jobs, marker or None)


def short(mail: Mail) -> str:
    """Put an event into few words."""
    match mail:
        case StatusChanged(path=path, old=old, new=new):
            return f"{'/'.join(path)} {old or '-'}>{new}"
        case Finished(ref=ref, job=job):
            return f"{ref.job_id} finished {job.status}"
        case PollFailed(ref=ref, error=error, retry_at=at, parked=parked):
            lost = f"lost {type(error).__name__}"
            again = f"again at {at:g} {type(error).__name__}" if at is not None else lost
            return f"{ref.job_id} {'parked' if parked else again}"
        case PollFailedError():
            return f"raises {type(mail).__name__}"
    return type(mail).__name__


@define
class Stage:
    """Drives one engine by hand, at times of the test's choice."""

    engine: Engine
    in_flight: dict[str, Poll] = field(factory=dict)
    heard: dict[int, list[str]] = field(factory=dict)
    mail: list[tuple[int, Mail]] = field(factory=list)
    last: Step | None = None
    refusal: AuthError = field(factory=lambda: AuthError("nothing was refused yet"))

    def step(self, now: float, **outcomes: Outcome | str | None) -> list[str]:
        """Land the named jobs' polls and return the job_ids that are polled next."""
        arrivals = [
            Arrival(self.in_flight.pop(name), answer(what) if isinstance(what, str) else what)
            for name, what in outcomes.items()
        ]
        return self.turn(now, arrivals)

    def turn(self, now: float, arrivals: Iterable[Arrival] = ()) -> list[str]:
        """Step the engine and take note of what it says."""
        self.last = self.engine.step(now, arrivals)
        for reader, mail in self.last.mail:
            self.heard.setdefault(reader, []).append(short(mail))
            self.mail.append((reader, mail))
        self.refusal = self.last.renew or self.refusal
        names = [poll.refs[0].job_id for poll in self.last.polls]
        self.in_flight.update(zip(names, self.last.polls, strict=True))
        return names

    @property
    def wake_at(self) -> float | None:
        """When the engine wants to be woken."""
        assert self.last is not None
        return self.last.wake_at

    @property
    def pages(self) -> list[str]:
        """What each poll of the last step asks for, as "a b", "a b at m1" or "a alone"."""
        assert self.last is not None
        return [_page_of(poll) for poll in self.last.polls]

    def watch(
        self,
        reader: int,
        *names: str,
        now: float = 0.0,
        lane: str = "lane",
        listing: Listing | None = None,
    ) -> None:
        """Let a reader, taken in at its first call, watch jobs."""
        if reader not in self.heard:
            self.engine.join(reader, now=now)
            self.heard[reader] = []
        for name in names:
            self.engine.add(reader, ref_of(name), lane, listing, now=now)

    def discard(self, reader: int, *names: str, now: float = 0.0) -> None:
        """End a reader's interest in jobs."""
        self.engine.discard(reader, [ref_of(name) for name in names], now=now)

    def renewed(self, outcome: PollFailedError | None, now: float) -> None:
        """Tell how renewing went for which the engine asked last."""
        self.engine.renewed(self.refusal, outcome, now=now)

    def events(self, reader: int) -> list[JobEvent]:
        """Return what a reader was told so far, as events."""
        return [mail for who, mail in self.mail if who == reader and isinstance(mail, JobEvent)]


def _page_of(poll: Poll) -> str:
    names = " ".join(sorted(ref.job_id for ref in poll.refs))
    if poll.listing is None:
        return f"{names} alone"
    return f"{names} at {poll.sweep.marker}" if poll.sweep else names


def make_stage(
    *,
    rate: float = inf,
    burst: int = 5,
    connections: int = 16,
    strict: bool = False,
    cautious: bool = False,
    keep: Keep = "snapshot",
    pacing: Pacing | None = None,
) -> Stage:
    """Make a stage without jitter: dice that always show the middle."""
    engine = Engine(
        decode=decode,
        decode_page=decode_page,
        dice=lambda: 0.5,
        budget_for=lambda _lane: Budget(rate, burst),
        connections=connections,
        pacing=pacing or Cadence(jitter=0),
        patience=Patience(backoff=Backoff()),
        strict=strict,
        cautious=cautious,
        keep=keep,
    )
    return Stage(engine)
