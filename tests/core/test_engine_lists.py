"""One request for many jobs, where a service can list them."""

from stage import Stage, decode, make_stage, ref_of

from asyncjobs._core.engine import Engine
from asyncjobs._core.limits import Budget
from asyncjobs._core.records import Listing
from asyncjobs.errors import (
    AuthError,
    JobNotFoundError,
    ServiceError,
    ThrottledError,
    TransportError,
)

LIST = Listing("list")
ONLY = Listing("list", only=True)


def asked(stage: object) -> list[tuple[str, ...]]:
    """Return which jobs each poll of the last step is for."""
    return [tuple(ref.job_id for ref in poll.refs) for poll in stage.last.polls]  # type: ignore[attr-defined]


def test_jobs_of_one_list_are_asked_for_together() -> None:
    """One request serves them all, spends one token, and each hears what is his own."""
    stage = make_stage(rate=1.0, burst=1)
    stage.watch(1, "a", "b", "c", listing=LIST)
    stage.watch(2, "b", listing=LIST)
    stage.step(0.0)
    assert [("a", "b", "c")] == asked(stage)
    stage.step(0.5, a="a:RUNNING b:SUCCESS c:FAIL")
    told = ["a ->RUNNING", "b ->SUCCESS", "b finished SUCCESS", "c ->FAIL", "c finished FAIL"]
    assert told == stage.heard[1]
    assert ["b ->SUCCESS", "b finished SUCCESS"] == stage.heard[2]
    assert 1 == stage.engine.stats().polls


def test_an_answer_is_read_again_after_a_page_that_said_otherwise() -> None:
    """It is as the last answer about the job alone was, and yet there is news in it."""
    stage = make_stage(strict=True)
    stage.watch(1, "a", listing=LIST)
    stage.step(0.0)
    stage.step(1.0, a="RUNNING")
    stage.watch(2, "b", listing=LIST, now=2.5)
    stage.step(3.0)
    stage.step(3.1, **dict.fromkeys(stage.in_flight, "a:INIT b:SUCCESS"))
    stage.step(6.2)
    stage.step(6.3, a="RUNNING")
    assert ["a ->RUNNING", "a RUNNING>INIT", "a INIT>RUNNING"] == stage.heard[1]


def test_a_single_job_is_asked_for_alone() -> None:
    """A list of two thousand jobs is much for the sake of one."""
    stage = make_stage()
    stage.watch(1, "a", listing=LIST)
    stage.step(0.0)
    assert stage.last is not None
    assert [None] == [poll.listing for poll in stage.last.polls]


def test_jobs_of_other_lists_and_lanes_stay_apart() -> None:
    """A list has one service, one project and one budget."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.watch(1, "c", listing=Listing("another"))
    stage.watch(1, "d", lane="far", listing=LIST)
    stage.watch(1, "e")
    stage.step(0.0)
    assert [("a", "b"), ("c",), ("d",), ("e",)] == sorted(asked(stage))


def test_what_a_list_leaves_out_is_asked_for_alone() -> None:
    """Absent from a page is no news: neither an end nor a failure is told."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.step(0.0)
    assert ["b"] == stage.step(0.1, a="a:RUNNING")
    assert [("b",)] == asked(stage)
    stage.step(0.2, b="RUNNING")
    assert ["a ->RUNNING", "b ->RUNNING"] == stage.heard[1]
    assert ["a"] == stage.step(10.0)
    assert [("a", "b")] == asked(stage)


def test_a_job_that_lists_keep_leaving_out_is_not_looked_for_there() -> None:
    """Lists hold so many jobs and no more: after two of them a job is asked for alone for good."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    for now in (0.0, 10.0):
        stage.step(now)
        assert [("a", "b")] == asked(stage)
        stage.step(now, a="a:RUNNING")
        stage.step(now, b="RUNNING")
    stage.step(30.0)
    assert [("a",), ("b",)] == sorted(asked(stage))


def test_jobs_due_soon_come_along_and_later_ones_do_not_call_for_a_list() -> None:
    """A list is asked for when a second job is due within two seconds."""
    stage = make_stage()
    stage.watch(1, "a", listing=LIST)
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")
    stage.watch(1, "b", listing=LIST)
    stage.step(0.0)
    assert [("b", "a")] == asked(stage)
    stage.step(0.0, b="a:RUNNING b:RUNNING")
    stage.step(2.0)
    assert stage.last is not None
    assert [2] == [len(poll.refs) for poll in stage.last.polls]


def test_a_list_that_the_service_refuses_is_not_asked_for_again() -> None:
    """No such list, or not for us: the jobs are asked for alone, and nobody hears of it."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(0.1, a=ServiceError("no such API"))
    assert [("a",), ("b",)] == sorted(asked(stage))
    stage.step(0.2, a="RUNNING", b="RUNNING")
    stage.step(10.0)
    assert [("a",), ("b",)] == sorted(asked(stage))
    assert ["a ->RUNNING", "b ->RUNNING"] == stage.heard[1]


def test_a_list_that_cannot_be_read_counts_against_its_jobs() -> None:
    """As a failure of each: it is told, and tried again."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(1.0, a="nonsense")
    assert ["a again at 1.25 DecodeError", "b again at 1.25 DecodeError"] == stage.heard[1]


def test_a_throttled_list_slows_its_lane_once() -> None:
    """However many jobs it is for."""
    stage = make_stage(rate=10.0, burst=10)
    stage.watch(1, *"abcdefgh", listing=LIST)
    stage.step(0.0)
    stage.step(0.0, a=ThrottledError("too many", retryable=True, retry_after=4))
    assert 1 == stage.engine.stats().throttled
    assert stage.wake_at == 4.0


def test_where_there_is_only_the_list_a_missing_job_is_waited_for() -> None:
    """It may be on another page: it is looked for again, and never taken for ended."""
    stage = make_stage()
    stage.watch(1, "a", listing=ONLY)
    assert ["a"] == stage.step(0.0)
    assert [] == stage.step(0.1, a="other:RUNNING")
    assert ["a"] == stage.step(3.0)
    stage.step(3.0, a="a:SUCCESS")
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]


def test_where_there_is_only_the_list_its_refusal_ends_the_jobs() -> None:
    """There is no other way to ask."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=ONLY)
    stage.step(0.0)
    stage.step(0.1, a=ServiceError("forbidden"))
    assert ["a lost ServiceError", "b lost ServiceError"] == stage.heard[1]
    assert stage.engine.stats().watched == 0


def test_a_look_comes_along_on_a_list() -> None:
    """Who wants one look gets it from the page, or from the question that follows."""
    stage = make_stage()
    stage.watch(1, "a", listing=LIST)
    stage.engine.join(2, now=0.0)
    stage.engine.look(2, ref_of("b"), "lane", LIST, now=0.0)
    stage.step(0.0)
    assert [("b", "a")] == asked(stage)
    stage.step(0.1, b="a:RUNNING")
    stage.step(0.2, b=JobNotFoundError("no such job"))
    assert ["raises JobNotFoundError"] == stage.heard[2]


def test_a_reader_that_leaves_takes_its_jobs_off_the_list() -> None:
    """In flight or queued, what nobody wants is forgotten when the list has come."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.watch(2, "c", now=0.0)
    stage.step(0.0)
    stage.engine.leave(1)
    stage.step(0.1, a="b:RUNNING")
    stage.step(0.2, c=TransportError("reset"))
    assert 1 == stage.engine.stats().watched
    assert [] == stage.heard[1]


def test_a_look_at_a_job_that_is_on_no_list_ends() -> None:
    """With one request, where there is only the list; who watches it goes on waiting."""
    stage = make_stage()
    stage.watch(1, "a", listing=ONLY)
    stage.engine.join(2, now=0.0)
    stage.engine.look(2, ref_of("a"), "lane", ONLY, now=0.0)
    assert ["a"] == stage.step(0.0)
    assert [] == stage.step(0.1, a="other:RUNNING")
    assert ["raises JobNotFoundError"] == stage.heard[2]
    assert [] == stage.heard[1]
    assert stage.wake_at == 2.1


def test_a_failing_list_is_told_to_each_job_as_its_own() -> None:
    """Nobody reads about another's job."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=ONLY)
    stage.step(0.0)
    stage.step(0.1, a=ServiceError("forbidden", ref=ref_of("a")))
    errors = {event.ref.job_id: event.error for event in stage.events(1)}
    assert ("a", "b") == (errors["a"].ref.job_id, errors["b"].ref.job_id)
    assert "job b" in str(errors["b"])


def test_a_list_that_refuses_the_credentials_is_a_matter_of_those() -> None:
    """Once they are renewed the list is asked for again."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(0.1, a=AuthError("token expired"))
    stage.renewed(None, now=0.2)
    stage.step(0.2)
    assert [("a", "b")] == asked(stage)


def test_a_look_calls_for_the_list() -> None:
    """A job that somebody wants a look at counts as due, and one to be asked for alone does not."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(0.0, a="a:RUNNING b:RUNNING")
    stage.engine.join(2, now=0.1)
    for name in "ab":
        stage.engine.look(2, ref_of(name), "lane", LIST, now=0.1)
    stage.step(0.1)
    assert [("a", "b")] == asked(stage)
    stage.step(0.2, a="a:RUNNING")
    assert [("b",)] == asked(stage)


def test_an_engine_that_cannot_read_lists_asks_for_jobs_alone() -> None:
    """No news is read from any."""
    engine = Engine(decode=decode, dice=lambda: 0.5, budget_for=lambda _lane: Budget())
    stage = Stage(engine)
    stage.watch(1, "a", "b", listing=LIST)
    stage.step(0.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING")
    assert [("a",), ("b",)] == sorted(asked(stage))
