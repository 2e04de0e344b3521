"""Credentials that must not be refused several times in a row: few requests find out first."""

import pytest
from stage import make_stage, ref_of

from asyncjobs.errors import (
    AuthError,
    ForbiddenError,
    JobNotFoundError,
    PollFailedError,
    ServiceError,
    TransportError,
    WrongProjectError,
)

REFUSED = AuthError("bad signature")


def test_two_requests_find_out_and_all_others_follow() -> None:
    """With the first answer that the credentials bring, everything goes out."""
    stage = make_stage(cautious=True)
    stage.watch(1, *"abcdefgh")
    assert ["a", "b"] == stage.step(0.0)
    assert stage.wake_at is None
    assert list("cdefgh") == stage.step(1.0, b="RUNNING")


def test_bad_credentials_make_three_requests_at_most() -> None:
    """Two, and one more after a renewal that was no use: then the client is parked."""
    stage = make_stage(cautious=True)
    stage.watch(1, *(str(n) for n in range(10_000)))
    first, second = stage.step(0.0)
    stage.step(0.1, **{first: REFUSED})
    stage.renewed(None, now=0.2)
    (third,) = stage.step(0.2)
    stage.step(0.3, **{second: REFUSED})
    stage.step(0.4, **{third: REFUSED})
    assert [] == stage.step(9_999.0)
    assert ["0 parked"] == stage.heard[1]
    assert 3 == stage.engine.stats().polls


def test_without_renewal_two_requests_are_all() -> None:
    """A credential that has nothing newer to offer is not tried again."""
    stage = make_stage(cautious=True)
    stage.watch(1, *"abcd")
    stage.step(0.0)
    stage.step(0.1, a=REFUSED, b=REFUSED)
    stage.renewed(REFUSED, now=0.1)
    assert [] == stage.step(9_999.0)
    assert 2 == stage.engine.stats().polls


@pytest.mark.parametrize("kind", [JobNotFoundError, WrongProjectError, ForbiddenError])
def test_a_refusal_that_looked_at_the_job_proves_the_credentials(
    kind: type[PollFailedError],
) -> None:
    """Whoever is told that there is no such job has been let in."""
    stage = make_stage(cautious=True)
    stage.watch(1, *"abcd")
    stage.step(0.0)
    assert ["c", "d"] == stage.step(0.1, a=kind("no"))


@pytest.mark.parametrize("error", [TransportError("reset"), ServiceError("down", retryable=True)])
def test_trouble_on_the_way_proves_nothing(error: PollFailedError) -> None:
    """Another request takes the place of the one that told nothing."""
    stage = make_stage(cautious=True)
    stage.watch(1, *"abcd")
    stage.step(0.0)
    assert ["c"] == stage.step(0.1, a=error)


def test_the_first_requests_go_to_different_places() -> None:
    """A host that never answers holds up no other: each lane has a request before any has two."""
    stage = make_stage(cautious=True)
    stage.watch(1, "a", "b", lane="black hole")
    stage.watch(1, "c", "d", lane="good")
    assert ["a", "c"] == stage.step(0.0)
    assert ["b", "d"] == sorted(stage.step(0.1, c="RUNNING"))


def test_new_credentials_are_tried_on_few_requests_again() -> None:
    """Whether they are cautious is said when they are handed in."""
    stage = make_stage()
    stage.watch(1, *"abcd")
    assert 4 == len(stage.step(0.0))
    stage.step(0.1, a=REFUSED, b=REFUSED, c=REFUSED, d=REFUSED)
    stage.renewed(REFUSED, now=0.1)
    stage.step(0.1)
    stage.engine.replace_credentials(cautious=True)
    assert 2 == len(stage.step(0.2))


def test_a_look_is_refused_while_parked() -> None:
    """It is told at once, as everybody else was."""
    stage = make_stage(cautious=True)
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.1, a=REFUSED)
    stage.renewed(REFUSED, now=0.1)
    stage.step(0.1)
    stage.engine.join(2, now=1.0)
    stage.engine.look(2, ref_of("b"), "lane", now=1.0)
    stage.step(1.0)
    assert ["raises AuthError"] == stage.heard[2]


def test_a_refusal_is_heard_whoever_still_wants_the_job() -> None:
    """Readers that leave soon must not hide that a key is bad: ten of them would lock it."""
    stage = make_stage(cautious=True)
    for reader in range(1, 11):
        stage.watch(reader, f"job{reader}", now=reader)
        stage.step(reader)
        stage.engine.leave(reader)
        stage.step(reader, **dict.fromkeys(stage.in_flight, REFUSED))
        if stage.last is not None and stage.last.renew is not None:
            stage.renewed(REFUSED, now=reader)
    assert 1 == stage.engine.stats().polls


def test_credentials_in_use_again_are_tried_on_few_requests_first() -> None:
    """New ones that are cautious are not trusted because the old ones worked."""
    stage = make_stage(cautious=True)
    stage.watch(1, *"abcdefgh")
    stage.step(0.0)
    stage.step(0.1, a="RUNNING", b="RUNNING")
    stage.engine.replace_credentials(cautious=True)
    stage.step(0.2, c="RUNNING", d="RUNNING", e="RUNNING", f="RUNNING", g="RUNNING", h="RUNNING")
    assert 2 == len(stage.step(9.0))
