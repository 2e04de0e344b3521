"""Renewals that fail, come too late, or are of no use to one place."""

from stage import make_stage, ref_of

from asyncjobs._core.records import Interest
from asyncjobs.errors import AuthError, JobTimeoutError, TransportError

REFUSED = AuthError("token refused")


def test_a_login_that_fails_again_and_again_is_not_tried_without_pause() -> None:
    """A renewal that seems to work and does not is as good as one that fails: it has ten tries."""
    stage = make_stage()
    stage.watch(1, "a")
    failing = AuthError("no login just now", retryable=True)
    now, renewals = 0.0, 0
    stage.step(now)
    for _ in range(99):
        assert stage.last is not None
        if stage.last.renew is not None:
            renewals += 1
            stage.renewed(None, now=now)
            stage.step(now)
        elif "a" in stage.in_flight:
            stage.step(now, a=failing)
        elif stage.wake_at is not None:
            now = stage.wake_at
            stage.step(now)
        if stage.heard[1][-1:] == ["a parked"]:
            break
    assert 10 == renewals
    assert 60 < now < 120


def test_a_parked_client_whose_login_was_in_trouble_tries_again_every_five_minutes() -> None:
    """An outage of an hour is told once to who waits, and the watches go on after it."""
    stage = make_stage()
    stage.watch(1, "a")
    down = TransportError("no way to the login")
    now = 0.0
    stage.step(now)
    stage.step(now, a=REFUSED)
    while now < 3600.0:
        assert stage.last is not None
        if stage.last.renew is not None:
            stage.renewed(down, now=now)
        stage.step(now)
        now = stage.wake_at or now
        stage.step(now)
    assert 1 == stage.heard[1].count("a parked")
    stage.renewed(None, now=now)
    assert ["a"] == stage.step(now)
    stage.step(now, a="SUCCESS")
    assert ["a parked", "a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1][-3:]


def test_an_answer_gives_renewals_their_tries_back() -> None:
    """Only tries in a row count."""
    stage = make_stage()
    stage.watch(1, "a")
    failing = AuthError("no login just now", retryable=True)
    now = 0.0
    for _ in range(30):
        stage.step(now)
        stage.step(now, a=failing)
        stage.step(stage.wake_at or now)
        stage.renewed(None, now=now)
        stage.step(now)
        stage.step(now, a="RUNNING")
        now += 40.0
    assert ["a ->RUNNING"] == [told for told in stage.heard[1] if "again" not in told]


def test_who_comes_while_a_login_stands_off_is_told_why() -> None:
    """Once, about the first of its jobs; a look ends with it, and a timeout names it."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a=AuthError("no login just now", retryable=True))
    stage.renewed(TransportError("down", retry_after=50), now=1.0)
    stage.step(1.0)
    stage.watch(2, "b", "c", now=2.0)
    stage.engine.join(3, Interest(7.0), now=2.0)
    stage.engine.add(3, ref_of("d"), "lane", now=2.0)
    stage.engine.join(4, now=2.0)
    stage.engine.look(4, ref_of("e"), "lane", now=2.0)
    stage.step(2.0)
    stage.step(9.0)
    assert ["b again at 51 TransportError"] == stage.heard[2]
    assert ["raises TransportError"] == stage.heard[4]
    late = next(mail for reader, mail in stage.mail if isinstance(mail, JobTimeoutError))
    assert "down" in str(late.trouble)


def test_one_place_that_refuses_what_others_take_has_the_trouble_alone() -> None:
    """After one renewal its jobs fail as others do, with pauses; nobody signs in again for them."""
    stage = make_stage()
    stage.watch(1, "good", lane="here")
    stage.watch(2, "bad", lane="there")
    now, renewals = 0.0, 0
    for _ in range(200):
        told = {name: REFUSED if name == "bad" else "RUNNING" for name in stage.in_flight}
        stage.step(now, **told)
        assert stage.last is not None
        if stage.last.renew is not None:
            renewals += 1
            stage.renewed(None, now=now)
            stage.step(now)
        now = max(now, stage.wake_at or now)
    assert renewals <= 2
    assert "bad lost ServiceError" == stage.heard[2][-1]
    assert not [told for told in stage.heard[1] if "parked" in told]


def test_news_that_came_too_late_changes_nothing() -> None:
    """What became of a renewal says nothing of credentials that somebody brought since."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.1, a=REFUSED)
    old = stage.refusal
    stage.engine.replace_credentials()
    stage.step(0.2)
    again = AuthError("the new ones too")
    stage.step(0.3, a=again)
    stage.engine.renewed(old, None, now=0.4)
    assert [] == stage.step(0.5)


def test_a_parked_login_is_not_tried_before_its_retry_after() -> None:
    """Where that is longer than five minutes."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a=REFUSED)
    for _ in range(10):
        stage.renewed(TransportError("down", retry_after=1_000), now=0.0)
        stage.step(0.0)
        assert stage.wake_at == 1_000.0
        stage.step(1_000.0)
    assert "a parked" == stage.heard[1][-1]


def test_a_look_that_was_refused_goes_first_again() -> None:
    """Ahead of the fifty that were due when the token expired, as it was the first time."""
    names = [f"j{number}" for number in range(50)]
    stage = make_stage(rate=1.0, burst=2)
    stage.watch(1, *names)
    stage.step(20.0)
    stage.engine.join(2, now=20.0)
    stage.engine.look(2, ref_of("j40"), "lane", now=20.0)
    assert ["j40"] == stage.step(21.0)
    assert [] != stage.step(22.0)
    assert [] == stage.step(22.5, j40=REFUSED)
    stage.renewed(None, now=22.5)
    assert ["j40"] == stage.step(23.0)
