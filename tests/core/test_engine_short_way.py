"""The short way: a poll that shows nothing new is followed by the next one, without a step."""

from stage import Stage, answer, make_stage, ref_of

from asyncjobs import _defaults
from asyncjobs._core.pacing import Fixed
from asyncjobs._core.records import Interest, Outcome
from asyncjobs.errors import AuthError, TransportError

READER = 1


def landed(stage: Stage, name: str, what: Outcome | str | None, now: float) -> bool:
    """Land one job's poll ahead of any step."""
    outcome = answer(what) if isinstance(what, str) else what
    return stage.engine.land(stage.in_flight.pop(name), outcome, now)


def next_name(stage: Stage, now: float) -> str | None:
    """Return the job that is polled next without a step, if there is one."""
    poll = stage.engine.next_poll(now)
    if poll is None:
        return None
    stage.in_flight[poll.refs[0].job_id] = poll
    return poll.refs[0].job_id


def running(*names: str, connections: int = 1, cautious: bool = False) -> Stage:
    """Have jobs that were seen to run, each asked once a second, the last of them in flight."""
    stage = make_stage(connections=connections, cautious=cautious, pacing=Fixed(1.0))
    stage.watch(READER, *names)
    due = stage.step(0.0)
    while due:
        due = stage.step(0.0, **dict.fromkeys(due, "RUNNING"))
    stage.step(1.0)
    return stage


def test_a_poll_that_shows_nothing_new_is_followed_by_the_next() -> None:
    """It is the one with which a step would begin, and it counts as one."""
    stage = running("a", "b", "c")
    first = next(iter(stage.in_flight))

    assert landed(stage, first, "RUNNING", 1.1)
    second = next_name(stage, 1.1)
    assert second in {"a", "b", "c"} - {first}
    assert landed(stage, second, "RUNNING", 1.2)
    assert {next_name(stage, 1.2)} == {"a", "b", "c"} - {first, second}
    assert 1 == stage.engine.stats().in_flight
    assert 6 == stage.engine.stats().polls
    assert 5 == stage.engine.stats().answers


def test_news_is_told_by_a_step() -> None:
    """Whatever else an answer says, and whatever comes in its place, a step says what is next."""
    for what in ("SUCCESS", "RUNNING x=INIT", TransportError("reset"), None):
        stage = running("a", "b")
        name = next(iter(stage.in_flight))
        assert not landed(stage, name, what, 1.1)


def test_there_is_no_next_poll_while_none_is_due() -> None:
    """Then a step says when one will be."""
    stage = running("a")

    assert landed(stage, "a", "RUNNING", 1.1)
    assert next_name(stage, 1.1) is None
    stage.step(1.1)
    assert 2.1 == stage.wake_at


def test_of_several_budgets_the_first_that_is_due_goes_on() -> None:
    """Jobs of different lanes follow each other as well."""
    stage = running("a")
    stage.watch(READER, "b", now=1.0, lane="another")

    assert landed(stage, "a", "RUNNING", 1.1)
    assert "b" == next_name(stage, 1.1)


def calm(stage: Stage) -> bool:
    """Tell whether there is a next poll without a step, at a time when one is due."""
    (name,) = stage.in_flight
    assert landed(stage, name, "RUNNING", 1.5)
    return next_name(stage, 1.5) is not None


def test_there_is_one_where_nothing_else_is_to_be_done() -> None:
    """What the tests below change is what makes the difference."""
    assert calm(running("a", "b"))


def test_there_is_none_when_somebodys_time_is_over() -> None:
    """A step tells him so; shortly before as well, as his jobs may have to be seen."""
    for timeout in (0.4, 1.4):
        stage = running("a", "b")
        stage.engine.join(2, Interest(timeout), now=1.05)
        stage.engine.add(2, ref_of("a"), "lane", now=1.05)
        stage.step(1.05)
        assert not calm(stage)


def test_there_is_none_while_jobs_are_to_come_or_to_be_let_go_of() -> None:
    """Nothing is asked then: one request may serve many, or none be needed."""
    stage = running("a", "b")
    stage.engine.expect(READER, more=True, now=1.2)
    assert not calm(stage)

    for leave in (True, False):
        stage = running("a", "b")
        many = [f"x{number}" for number in range(_defaults.SLICE + 1)]
        stage.watch(2, *many, now=1.2)
        stage.step(1.2)
        if leave:
            stage.engine.leave(2)
        else:
            stage.discard(2, *many, now=1.3)
        assert not calm(stage)


def test_there_is_none_while_mail_waits() -> None:
    """Who joins late is told at once what is known: a step hands that out."""
    stage = running("a", "b")
    stage.watch(2, "a", now=1.2)
    assert not calm(stage)


def test_there_is_none_when_the_log_is_to_be_told() -> None:
    """Trouble that came again is told when a minute is over: then a step is needed."""
    stage = running("a", "b", "c", "lost", "gone", connections=2)
    lost = TransportError("bad certificate", retryable=False)
    at = 1.1
    while stage.engine.stats().watched > 3:
        at += 0.01
        stage.step(at, **{name: lost if len(name) > 1 else "RUNNING" for name in stage.in_flight})

    for later, expected in ((30.0, True), (62.0, False)):
        stage.step(later - 1.0)
        (name, _) = stage.in_flight
        assert landed(stage, name, "RUNNING", later)
        assert expected == (next_name(stage, later) is not None)
    stage.step(62.0)
    assert stage.last is not None
    assert 1 == len(stage.last.warnings)


def test_there_is_none_while_there_are_no_credentials() -> None:
    """Nothing goes out before there are new ones; then what was due meanwhile goes on."""
    for renewed in (False, True):
        stage = running("a", "b", "c", connections=2)
        first, second = stage.in_flight
        stage.step(1.1, **{first: AuthError("refused")})
        if renewed:
            stage.renewed(None, now=1.2)
        assert landed(stage, second, "RUNNING", 1.5)
        assert renewed == (next_name(stage, 1.5) is not None)


def test_new_credentials_are_tried_by_a_step() -> None:
    """Cautious ones on two requests before the others go out."""
    stage = running("a", "b", cautious=True)
    assert calm(stage)

    stage = running("a", "b", "c")
    assert landed(stage, next(iter(stage.in_flight)), "RUNNING", 1.5)
    stage.engine.replace_credentials(cautious=True)
    assert next_name(stage, 1.5) is None


def test_new_credentials_end_what_was_calm() -> None:
    """A calm that was found before them holds no more, nor one of before there are none."""
    for cautious, gone in ((False, True), (True, False)):
        stage = running("a", "b", "c")
        for at in (1.1, 1.2):
            assert landed(stage, next(iter(stage.in_flight)), "RUNNING", at)
            assert at > 1.1 or next_name(stage, at) is not None
        stage.engine.replace_credentials(cautious=cautious)
        assert gone == (next_name(stage, 1.2) is not None)


def test_the_answer_to_a_probe_is_followed_by_a_step() -> None:
    """It may let all others go out that wait for it, not only the next."""
    stage = running("a", "b", "c", "d", cautious=True, connections=4)
    stage.engine.replace_credentials(cautious=True)
    stage.step(1.1, **dict.fromkeys(stage.in_flight, "RUNNING"))
    stage.step(2.1)
    first, _ = stage.in_flight

    assert not landed(stage, first, "RUNNING", 2.2)
    assert 2 == len(stage.step(2.2))
