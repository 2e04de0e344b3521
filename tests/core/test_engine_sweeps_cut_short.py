"""Sweeps through lists that do not go as they began: failures, credentials, readers and looks."""

import pytest
from stage import make_stage, ref_of
from sweeping import LIST, ONLY, watching

from asyncjobs._core.records import Listing
from asyncjobs.errors import AuthError, ServiceError, ThrottledError, TransportError


@pytest.mark.parametrize(
    "failure",
    [TransportError("reset"), ThrottledError("busy", retryable=True)],
    ids=lambda failure: type(failure).__name__,
)
def test_a_page_that_fails_concerns_the_jobs_that_it_was_for(failure: TransportError) -> None:
    """The others have been told; these are looked for from the first page on."""
    stage = watching("abcdef")
    stage.step(0.0, a="a:RUNNING b:RUNNING c:RUNNING > m1")
    stage.step(0.0, d=failure)
    stage.step(0.25)
    failed = [f"{name} again at 0.25 {type(failure).__name__}" for name in "def"]
    assert ["a ->RUNNING", "b ->RUNNING", "c ->RUNNING", *failed] == stage.heard[1]
    assert ["a b c d e f"] == stage.pages


def test_a_page_that_is_refused_is_the_end_of_the_list() -> None:
    """A marker that is not known any more, say: the list itself is asked for as before."""
    stage = watching("abcd")
    stage.step(0.0, a="a:RUNNING b:RUNNING > m1")
    stage.step(0.0, c=ServiceError("no such marker"))
    assert ["c alone", "d alone"] == stage.pages
    stage.step(0.0, c="RUNNING", d="RUNNING")
    stage.step(2.0)
    assert ["a b c d"] == stage.pages


def test_where_there_is_only_the_list_a_refused_page_is_tried_again() -> None:
    """The jobs may be on it, and there is no other way to ask."""
    stage = watching("abc", listing=ONLY)
    stage.step(0.0, a="a:RUNNING > m1")
    stage.step(0.0, b=ServiceError("no such marker"))
    assert ["b again at 0.25 ServiceError", "c again at 0.25 ServiceError"] == stage.heard[1][1:]
    stage.step(0.25)
    assert ["a b c"] == stage.pages


def test_new_credentials_begin_the_sweep_anew() -> None:
    """Where the others' list went on says nothing of theirs."""
    stage = watching("abcd")
    stage.step(0.0, a="a:RUNNING b:RUNNING > m1")
    stage.step(0.0, c=AuthError("token expired"))
    stage.renewed(None, now=0.1)
    stage.step(0.1)
    assert ["a b c d"] == stage.pages


def test_new_credentials_begin_a_sweep_anew_that_waits_for_a_token() -> None:
    """Somebody brought them between two pages: all are asked for, from the first page on."""
    stage = watching("abcd", rate=1.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    stage.engine.replace_credentials()
    stage.step(1.0)
    assert ["a b c d"] == stage.pages


def test_a_reader_that_leaves_in_mid_sweep_takes_its_jobs_with_it() -> None:
    """Queued or in flight: what nobody wants is not looked for on the next page."""
    stage = watching("abcdef", rate=1.0)
    stage.step(0.1, a="a:RUNNING > m1")
    stage.discard(1, "b", now=0.2)
    stage.step(1.0)
    assert ["c d e f at m1"] == stage.pages
    stage.discard(1, "c", now=1.1)
    stage.step(2.0, c="d:RUNNING > m2")
    assert ["e alone"] == stage.pages
    assert 4 == stage.engine.stats().watched
    stage.engine.leave(1)
    stage.step(3.0, e="RUNNING")
    assert 0 == stage.engine.stats().watched
    assert not stage.engine._book.listed  # noqa: SLF001 - nothing is left of the list


def test_of_two_the_one_that_is_left_in_mid_sweep_is_asked_for_alone() -> None:
    """A page is too much for one."""
    stage = watching("abcd", rate=1.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    stage.discard(1, "d", now=0.2)
    stage.step(1.0)
    assert ["c alone"] == stage.pages


def test_a_look_in_mid_sweep_is_served_by_the_page_that_has_the_job() -> None:
    """Whichever that is."""
    stage = watching("abcd", rate=1.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING > m1")
    stage.engine.join(2, now=0.2)
    stage.engine.look(2, ref_of("d"), "lane", LIST, now=0.2)
    stage.step(1.0)
    assert ["c d at m1"] == stage.pages
    stage.step(1.1, d="c:RUNNING d:RUNNING")
    assert ["Looked"] == stage.heard[2]


def test_a_look_that_comes_in_mid_sweep_waits_for_a_whole_one() -> None:
    """The job may stand on a page by now that was read before."""
    stage = watching("ab", listing=ONLY)
    stage.step(0.1, a="a:RUNNING > m1")
    stage.engine.join(2, now=0.2)
    stage.engine.look(2, ref_of("b"), "lane", ONLY, now=0.2)
    stage.step(0.3, b="z:RUNNING")
    assert 2 not in stage.heard
    assert ["a b"] == stage.pages
    stage.step(0.4, b="a:RUNNING")
    assert ["raises JobNotFoundError"] == stage.heard[2]


def test_a_job_that_came_along_keeps_its_own_turn_if_a_page_fails() -> None:
    """It was not due, so the failure is not its own, on whichever page it was looked for."""
    stage = make_stage()
    stage.watch(1, "c", listing=LIST)
    stage.step(0.0)
    stage.step(0.0, c="RUNNING")
    stage.watch(1, "a", "b", now=1.0, listing=LIST)
    stage.step(1.0)
    assert ["a b c"] == stage.pages
    stage.step(1.0, a="z:RUNNING > m1")
    assert ["a b c at m1"] == stage.pages
    stage.step(1.0, **dict.fromkeys(stage.in_flight, TransportError("reset")))
    again = ["a again at 1.25", "b again at 1.25", "c again at 2"]
    assert [f"{each} TransportError" for each in again] == sorted(stage.heard[1][1:])


def test_what_the_service_refused_is_forgotten_with_its_jobs() -> None:
    """Lists come and go with their resources: the memory of them stays small."""
    stage = make_stage()
    for number in range(5):
        stage.watch(number, f"a{number}", f"b{number}", listing=Listing(number))
        stage.step(0.0)
        stage.step(0.0, **{f"a{number}": ServiceError("no such API")})
        stage.engine.leave(number)
        stage.step(0.0, **{f"a{number}": "RUNNING", f"b{number}": "RUNNING"})
    assert {4} == stage.engine._pages._refused  # noqa: SLF001 - who would see it
