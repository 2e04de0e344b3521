"""The state machine's table (design, section 4): who is asked, and when."""

from stage import make_stage, ref_of

from asyncjobs.errors import AuthError, JobNotFoundError, ServiceError

UNKNOWN = JobNotFoundError("no such job")
REFUSED = AuthError("token refused")


def test_a_new_job_is_asked_at_once() -> None:
    """absent, add: queued for now, and nothing is said before the first answer."""
    stage = make_stage()
    stage.watch(1, "a", "b", "a")
    assert ["a", "b"] == stage.step(0.0)
    assert [] == stage.heard[1]
    stage.step(1.0, a="RUNNING")
    stage.watch(1, "a", now=1.0)
    stage.step(1.0)
    assert ["a ->RUNNING"] == stage.heard[1]


def test_a_second_reader_causes_no_second_poll() -> None:
    """In flight, add by another reader: unchanged, and both hear the answer."""
    stage = make_stage()
    stage.watch(1, "a")
    assert ["a"] == stage.step(0.0)
    stage.watch(2, "a")
    assert [] == stage.step(0.1)
    stage.step(0.2, a="RUNNING")
    assert ["a ->RUNNING"] == stage.heard[1] == stage.heard[2]


def test_polls_wait_for_a_slot() -> None:
    """queued(at): no poll begins while all connections are taken."""
    stage = make_stage(connections=2)
    stage.watch(1, "a", "b", "c")
    assert ["a", "b"] == stage.step(0.0)
    assert stage.wake_at is None
    assert ["c"] == stage.step(0.1, a="RUNNING")


def test_polls_wait_for_a_token() -> None:
    """queued(at): beyond the burst, polls begin one by one as the budget allows."""
    stage = make_stage(rate=2, burst=2)
    stage.watch(1, "a", "b", "c", "d")
    assert ["a", "b"] == stage.step(0.0)
    assert stage.wake_at == 0.5
    assert ["c"] == stage.step(0.5)
    assert ["d"] == stage.step(1.0)


def test_a_poll_waits_until_it_is_due() -> None:
    """queued(at): a step before its time does nothing and asks to be woken again."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    assert stage.wake_at == 3.0
    assert [] == stage.step(2.9)
    assert stage.wake_at == 3.0
    assert ["a"] == stage.step(3.0)


def test_a_discarded_job_is_not_asked_again() -> None:
    """Queued, its last reader gone: absent, and silence."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.watch(2, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.discard(1, "a")
    assert stage.engine.stats().watched == 1
    stage.engine.leave(2)
    assert stage.engine.stats().watched == 0
    assert [] == stage.step(3.0)
    assert stage.wake_at is None


def test_a_late_answer_for_a_discarded_job_is_ignored() -> None:
    """In flight, discard: the answer that comes still frees its slot and tells nobody."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.discard(1, "a")
    assert stage.engine.stats().watched == 1
    stage.step(1.0, a="SUCCESS")
    assert [] == stage.heard[1]
    assert (0, 0) == (stage.engine.stats().watched, stage.engine.stats().in_flight)


def test_a_job_added_again_in_flight_is_not_asked_twice() -> None:
    """In flight, discard and add: still one poll at a time."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.discard(1, "a")
    stage.watch(1, "a", now=0.5)
    assert [] == stage.step(0.5)
    stage.step(1.0, a="RUNNING")
    assert ["a ->RUNNING"] == stage.heard[1]


def test_an_unchanged_body_is_not_read_again() -> None:
    """The same answer as before counts as an answer and is told to nobody."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.step(3.0)
    stage.step(3.0, a="RUNNING")
    assert ["a ->RUNNING"] == stage.heard[1]
    assert stage.engine.stats().answers == 2


def test_the_cadence_slows_while_nothing_moves_and_quickens_when_something_does() -> None:
    """2 s, 3 s, 4.5 s ... between quiet looks; 2 s again after a sub-job has moved."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    pauses = []
    now = 0.0
    for words in ["RUNNING x=INIT"] * 4 + ["RUNNING x=RUNNING"] * 2:
        stage.step(now, a=words)
        assert stage.wake_at is not None
        pauses.append(stage.wake_at - now)
        now = stage.wake_at
        stage.step(now)
    assert [2.0, 3.0, 4.5, 6.75, 2.0, 3.0] == pauses


def test_a_look_asks_at_once_and_tells_once() -> None:
    """One look at a job that is not due: asked now, told to the one who looks, nothing more."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.engine.join(2, now=1.5)
    stage.engine.look(2, ref_of("a"), "lane", now=1.5)
    assert ["a"] == stage.step(1.5)
    stage.step(1.6, a="RUNNING")
    assert ["Looked"] == stage.heard[2]
    assert ["a ->RUNNING"] == stage.heard[1]


def test_a_look_wants_an_answer_to_a_question_asked_after_it() -> None:
    """A poll that is under way already does not count: the job is asked once more."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.engine.join(2, now=0.5)
    stage.engine.look(2, ref_of("a"), "lane", now=0.5)
    assert [] == stage.step(0.5)
    assert ["a"] == stage.step(1.0, a="RUNNING")
    stage.step(1.5, a="RUNNING x=INIT")
    assert ["Looked"] == stage.heard[2]


def test_a_look_that_fails_is_told_why_and_not_tried_again() -> None:
    """One look is one request: its failure goes to the one who looks."""
    stage = make_stage()
    stage.engine.join(1, now=0.0)
    stage.engine.look(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    assert [] == stage.step(1.0, a=UNKNOWN)
    assert ["raises JobNotFoundError"] == stage.heard[1]
    assert stage.wake_at is None
    assert stage.engine.stats().watched == 0


def test_looks_end_when_the_credentials_are_refused_for_good() -> None:
    """Who wants one look is told AuthError, before and after the client is parked."""
    stage = make_stage()
    for reader in (1, 2):
        stage.engine.join(reader, now=0.0)
    stage.engine.look(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(REFUSED, now=1.0)
    stage.engine.look(2, ref_of("a"), "lane", now=1.0)
    stage.step(1.0)
    assert ["raises AuthError"] == stage.heard[1] == stage.heard[2]
    assert stage.engine.stats().watched == 0


def test_leaving_takes_back_a_look() -> None:
    """Who no longer waits for a look causes no poll."""
    stage = make_stage()
    stage.engine.join(1, now=0.0)
    stage.engine.look(1, ref_of("a"), "lane", now=0.0)
    stage.engine.leave(1)
    assert [] == stage.step(0.0)
    assert stage.wake_at is None


def test_a_failing_watched_job_serves_who_looks_as_well() -> None:
    """The end of a job that is given up goes to the watchers, its failure to who looks."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.engine.join(2, now=0.0)
    stage.engine.look(2, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    stage.step(1.0, a=ServiceError("forbidden", http_status=403))
    assert ["a lost ServiceError"] == stage.heard[1]
    assert ["raises ServiceError"] == stage.heard[2]
