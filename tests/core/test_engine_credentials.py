"""The state machine's table (design, section 4): credentials that are refused."""

from math import inf

from stage import make_stage, ref_of

from asyncjobs.errors import AuthError, TransportError
from asyncjobs.events import PollFailed

REFUSED = AuthError("token refused")


def test_refused_credentials_are_renewed_once_and_all_goes_on() -> None:
    """In flight, credentials refused: nothing more is asked until new ones are there."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    assert [] == stage.step(1.0, a=REFUSED)
    assert stage.last is not None
    assert stage.last.renew is REFUSED
    assert [] == stage.step(1.1, b=REFUSED)
    assert stage.last.renew is None
    stage.renewed(None, now=2.0)
    assert ["a", "b"] == stage.step(2.0)
    stage.step(2.5, a="RUNNING", b="RUNNING")
    assert ["a ->RUNNING", "b ->RUNNING"] == stage.heard[1]


def test_credentials_refused_for_good_park_the_client() -> None:
    """No new credentials: each reader hears it once, and nothing is asked any more."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED, b=REFUSED)
    stage.renewed(REFUSED, now=1.5)
    assert [] == stage.step(1.5)
    assert ["a parked"] == stage.heard[1]
    assert stage.wake_at is None
    stage.watch(2, "c", now=50.0)
    assert [] == stage.step(50.0)
    assert ["c parked"] == stage.heard[2]


def test_renewed_credentials_that_are_refused_too_park_the_client() -> None:
    """New credentials that never worked are not renewed again: failures in a row lock a key."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(None, now=1.0)
    assert ["a"] == stage.step(1.0)
    stage.step(2.0, a=REFUSED)
    assert stage.last is not None
    assert stage.last.renew is None
    assert ["a parked"] == stage.heard[1]


def test_an_answer_to_old_credentials_says_nothing_about_new_ones() -> None:
    """A refusal of a request that went out with the old credentials is no news."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(None, now=1.0)
    stage.step(1.0)
    stage.step(1.1, b=REFUSED)
    assert stage.last is not None
    assert stage.last.renew is None
    assert "b" in stage.in_flight
    assert [] == stage.heard[1]


def test_new_credentials_bring_everything_back() -> None:
    """Parked, new credentials: all jobs are asked again, and a new refusal is told anew."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED, b=REFUSED)
    stage.renewed(REFUSED, now=1.0)
    stage.step(1.0)
    stage.engine.replace_credentials()
    assert ["a", "b"] == sorted(stage.step(9.0))
    stage.step(9.5, a="SUCCESS", b=REFUSED)
    stage.renewed(REFUSED, now=9.5)
    stage.step(9.6)
    assert ["a parked", "a ->SUCCESS", "a finished SUCCESS", "b parked"] == stage.heard[1]


def test_parked_readers_wait_for_ever() -> None:
    """A parked job is told with an infinite time of the next try: it is not lost."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(REFUSED, now=1.0)
    stage.step(1.0)
    event = stage.events(1)[-1]
    assert isinstance(event, PollFailed)
    assert event.retry_at == inf


def test_renewing_that_fails_for_a_passing_reason_is_tried_again() -> None:
    """Nothing is asked meanwhile; in the end the client is parked with the cloud's own refusal."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    pauses = []
    for _ in range(9):
        assert stage.last is not None
        stage.renewed(TransportError("no way to the login"), now=1.0)
        assert [] == stage.step(1.0)
        pauses.append(stage.wake_at)
        stage.step(stage.wake_at or 0.0)
        assert stage.last.renew is REFUSED
    assert [1.25, 1.5, 2.0, 3.0, 5.0] == pauses[:5]
    stage.renewed(TransportError("no way to the login"), now=1.0)
    stage.step(1.0)
    assert "a again at 1.25 TransportError" == stage.heard[1][0]
    assert "a parked" == stage.heard[1][-1]


def test_a_credential_that_fails_for_a_passing_reason_is_asked_by_one_alone() -> None:
    """A token callable that raises holds everybody up: it is asked again, once, after a pause."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    failing = AuthError("the callable failed", retryable=True)
    stage.step(0.0)
    assert [] == stage.step(1.0, a=failing, b=failing)
    assert stage.last is not None
    assert stage.last.renew is failing
    stage.renewed(failing, now=1.0)
    stage.step(1.0)
    assert stage.wake_at == 1.25
    stage.step(1.25)
    stage.renewed(None, now=2.0)
    assert ["a", "b"] == stage.step(2.0)
    assert ["a again at 1.25 AuthError"] == stage.heard[1]


def test_refusals_do_not_count_as_failures_of_the_jobs() -> None:
    """After any time without credentials, a job has all its patience left."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(REFUSED, now=1.0)
    stage.step(1.0)
    stage.engine.replace_credentials()
    stage.step(900.0)
    stage.step(901.0, a=TransportError("reset"))
    assert ["a parked", "a again at 901.25 TransportError"] == stage.heard[1]


def test_each_reader_hears_once_that_it_is_parked() -> None:
    """However many jobs it watches and however many refusals come in, about a job of its own."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.watch(2, "c")
    stage.step(0.0)
    refused = AuthError("token refused", ref=ref_of("b"))
    stage.step(1.0, b=refused)
    stage.renewed(refused, now=1.0)
    stage.step(1.0, a=REFUSED, c=REFUSED)
    stage.watch(1, "d", now=2.0)
    stage.step(2.0)
    assert (["b parked"], ["c parked"]) == (stage.heard[1], stage.heard[2])


def test_news_of_an_old_renewal_is_none() -> None:
    """What comes of it after somebody brought new credentials changes nothing."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.engine.replace_credentials()
    stage.renewed(REFUSED, now=2.0)
    assert ["a"] == stage.step(2.0)
    assert [] == stage.heard[1]


def test_renewed_credentials_that_worked_may_be_renewed_again() -> None:
    """An answer proves them; an answer to the ones before does not."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(None, now=1.0)
    stage.step(1.0, b="RUNNING")
    stage.step(2.0, a=REFUSED)
    assert stage.last is not None
    assert stage.last.renew is None
    stage.engine.replace_credentials()
    stage.step(3.0)
    stage.step(3.0, a="RUNNING")
    stage.step(6.0)
    stage.step(6.0, a=AuthError("refused again"))
    assert stage.last.renew is not None


def test_a_renewal_is_not_tried_before_its_retry_after() -> None:
    """Whoever issues credentials may ask for patience too; each renewal has its own ten tries."""
    stage = make_stage()
    stage.watch(1, "a")
    now = 0.0
    for _ in range(3):
        stage.step(now)
        stage.step(now, a=AuthError("refused"))
        for _ in range(5):
            stage.renewed(TransportError("busy", retry_after=50), now=now)
            stage.step(now)
            assert stage.wake_at == now + 50
            now += 50
            stage.step(now)
        stage.renewed(None, now=now)
        stage.step(now)
        stage.step(now, a="RUNNING")
        now += 10
    assert ["a ->RUNNING"] == [told for told in stage.heard[1] if "again at" not in told]


def test_a_look_ends_with_the_first_renewal_that_fails() -> None:
    """Who wants one look does not wait until a login works again."""
    stage = make_stage()
    stage.engine.join(1, now=0.0)
    stage.engine.look(1, ref_of("a"), "lane", now=0.0)
    failing = AuthError("the callable failed", retryable=True)
    stage.step(0.0)
    stage.step(1.0, a=failing)
    stage.renewed(failing, now=1.0)
    stage.step(1.0)
    assert ["raises AuthError"] == stage.heard[1]
    assert stage.engine.stats().watched == 0


def test_a_reader_hears_that_it_is_parked_about_a_job_that_it_still_wants() -> None:
    """What was to be told of a job that it has let go is told of another, or not at all."""
    stage = make_stage()
    stage.watch(1, "a", "b")
    stage.watch(2, "c")
    stage.step(0.0)
    stage.step(1.0, a=REFUSED)
    stage.renewed(REFUSED, now=1.0)
    stage.discard(1, "a")
    stage.discard(2, "c")
    stage.step(1.0)
    assert (["b parked"], []) == (stage.heard[1], stage.heard[2])
