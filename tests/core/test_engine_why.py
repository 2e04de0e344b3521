"""Why a job is looked at when it is: what a person reads of each state."""

from math import inf

from cloudtime import REF, taught
from paced import Choosy, paced
from stage import Stage, make_stage, ref_of

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.agenda import Agenda
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence, Fixed, View
from asyncjobs._core.records import Interest, Listing, Record
from asyncjobs._text import seconds_text
from asyncjobs.errors import AuthError, ThrottledError, TransportError


def why(stage: Stage, now: float, name: str = "a", *pending: str) -> str:
    return stage.engine.why(1, ref_of(name), list(map(ref_of, pending)), now=now)


def seen(stage: Stage, *names: str) -> Stage:
    """Have a reader watch jobs that were seen to run at once."""
    stage.watch(1, *names)
    stage.step(0.0)
    stage.step(0.0, **dict.fromkeys(names, "RUNNING"))
    return stage


def test_a_queued_job_says_by_what_rule_and_when_it_is_looked_at_next() -> None:
    """And how many jobs share which budget."""
    stage = paced(Fixed(10.0), rate=5.0)
    stage.watch(1, "a")
    stage.step(0.0)
    stage.watch(1, "b", "c")
    stage.step(0.0, a="RUNNING")

    expected = "every 10 s; next look in 9.0 s; 5 requests/s for 3 queued jobs, 2 due"
    assert expected == why(stage, 1.0)


def test_the_pacing_that_learns_says_what_it_knows_and_the_engine_when() -> None:
    """The time is the one for which the job is queued, whatever the dice would show now."""
    stage = paced(taught(60.0))
    stage.engine.join(1, Interest(job_type="extendVolume"), now=0.0)
    stage.engine.add(1, REF, "lane", now=0.0)
    stage.step(0.0)
    assert stage.wake_at is not None
    line = stage.engine.why(1, REF, (), now=1.0)

    assert line.startswith("evs extendVolume: 100 seen, half have ended by 60 s; not seen yet, now")
    assert f" of such jobs move on before {seconds_text(stage.wake_at)} (" in line
    assert f"; next look in {seconds_text(stage.wake_at - 1)}; " in line


def test_a_job_in_flight_says_since_when() -> None:
    """And with how many others, if a list is asked."""
    stage = make_stage()
    stage.watch(1, "a", "b", "c", listing=Listing("list"))
    stage.watch(1, "d")
    stage.step(0.0)

    assert "; asked 2.0 s ago with 2 more on one list, no answer yet; " in why(stage, 2.0)
    assert "; asked 2.0 s ago, no answer yet; no limit of requests for 0" in why(stage, 2.0, "d")


def test_a_job_that_is_due_says_that_it_waits_for_its_turn() -> None:
    """How many are due, and at which rate they may go out."""
    stage = make_stage(rate=1.0, burst=1)
    stage.watch(1, "a", "b", "c")
    stage.step(0.0)

    expected = "; due for 0.5 s, waits for its turn; 1 requests/s for 2 queued jobs, 2 due"
    assert why(stage, 0.5, "b").endswith(expected)


def test_a_job_that_is_due_may_wait_for_a_connection() -> None:
    """If as many polls are in flight as may be."""
    stage = make_stage(connections=1)
    stage.watch(1, "a", "b")
    stage.step(0.0)

    assert "; due for 3.0 s, waits for a free connection; " in why(stage, 3.0, "b")


def test_a_job_after_a_failure_says_when_it_is_tried_again_and_what_failed() -> None:
    """And how many failures there were in a row."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a=TransportError("reset"))
    assert "; next look in 0.2 s, after a failure: reset; " in why(stage, 0.0)
    stage.step(0.25)
    stage.step(0.25, a=TransportError("reset"))
    assert "; next look in 0.5 s, after 2 failures in a row: reset; " in why(stage, 0.25)


def test_a_host_that_asked_for_a_pause_is_waited_for() -> None:
    """By all jobs of it, whichever was told."""
    stage = seen(make_stage(rate=10.0), "a", "b")
    stage.step(2.0)
    stage.step(2.0, a=ThrottledError("too many", retryable=True, retry_after=20), b="RUNNING")

    assert "; next look in 20 s, after a failure: too many; " in why(stage, 2.0)
    line = why(stage, 3.0, "b")
    assert "; next look in 2.0 s, but its host wants no request for 19 s; " in line
    assert " requests/s since the service throttled for 2 queued jobs, 0 due" in line
    assert "; due for 5.0 s, waits for its turn, but its host " in why(stage, 10.0, "b")


def test_jobs_that_became_due_in_a_pause_are_counted() -> None:
    """Although the engine has not turned since."""
    stage = seen(make_stage(rate=inf), *"abcdef")
    stage.step(1.0)
    assert why(stage, 1.0).endswith(" for 6 queued jobs, 0 due")
    assert why(stage, 5.0).endswith(" for 6 queued jobs, 6 due")


def test_parked_jobs_say_that_new_credentials_are_needed() -> None:
    """Who has to bring them, and when a login is tried."""
    stage = make_stage()
    stage.watch(1, "a")
    stage.step(0.0)
    stage.step(0.0, a=AuthError("refused"))
    assert "; waits for new credentials, which are being got: refused; " in why(stage, 0.0)
    stage.renewed(TransportError("no login"), 0.0)
    assert "; waits for new credentials, to be got in 0.2 s: no login; " in why(stage, 0.0)
    stage.step(1.0)
    stage.renewed(AuthError("gone"), 1.0)
    assert "; waits for new credentials, which somebody has to bring: gone; " in why(stage, 2.0)


def test_credentials_that_are_tried_out_are_waited_for() -> None:
    """Two jobs try those that must not be refused in a row, and the others wait."""
    stage = make_stage(cautious=True)
    stage.watch(1, "a", "b", "c")
    stage.step(0.0)

    assert "; due for 0.0 s, waits until others have tried the credentials; " in why(
        stage, 0.0, "c"
    )


def test_a_job_on_a_list_says_with_how_many() -> None:
    """They are asked together; one that the list did not have is asked alone."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=Listing("list"))
    stage.step(0.0)
    stage.step(0.0, a="a:RUNNING")

    assert "; next look in 2.0 s, on a list with 1 more; " in why(stage, 0.0)


def test_a_last_look_says_for_what_it_is_made() -> None:
    """Somebody's time is over a second later."""
    stage = paced(Fixed(100.0))
    stage.engine.join(1, Interest(timeout=30.0), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.step(0.0)
    stage.step(0.0, a="RUNNING")

    assert "; next look in 29 s, just before a watch's time is over; " in why(stage, 0.0)


def test_a_rule_of_ones_own_need_not_explain_itself() -> None:
    """Then its name is told."""
    stage = seen(paced(Choosy()), "a")

    assert why(stage, 1.0).startswith("by the rule Choosy; next look in 9.0 s; ")


def test_a_cadence_counts_the_quiet_looks() -> None:
    """And says when something has moved."""
    cadence = Cadence(jitter=0)
    told = [
        cadence.explain(View("ecs", looks=looks, quiet=looks), 1.0, 2.0) for looks in (0, 1, 2, 4)
    ]

    assert [
        "at once, as it was not looked at yet",
        "about 2.0 s after a look at which something had moved",
        "about 3.0 s after 1 quiet look",
        "about 6.8 s after 3 quiet looks",
    ] == told


def test_long_and_hostile_words_make_no_long_line() -> None:
    """What came over the network is spelled out, and cut."""
    stage = paced(Adaptive())
    stage.engine.join(1, Interest(job_type="\x1b[2J\n" * 200), now=0.0)
    stage.engine.add(1, ref_of("a"), "lane", now=0.0)
    stage.step(1.0)
    stage.step(1.0, a=TransportError("\u202e\n" * 500))
    line = why(stage, 1.0)

    assert len(line) <= 501
    assert line.isprintable()
    assert line.endswith("queued job, 0 due")


def test_a_budget_that_lanes_share_is_that_of_all_their_jobs() -> None:
    """Hosts and projects that are given one budget wait for each other."""
    shared = Budget(3.0)
    agenda = Agenda(lambda lane: Budget(7.0) if lane == "own" else shared, lambda *_: 0.0)
    for number, lane in enumerate(("one", "two", "two", "own")):
        ref = ref_of(str(number))
        record = Record("made-up", ref=ref, lane=lane, added_at=0.0, begun_at=0.0)
        agenda.put(record, float(number))

    assert (shared, 3, 2) == agenda.share("one", 1.5)
    assert (7.0, 1, 0) == (agenda.share("own", 1.5).budget.rate, *agenda.share("own", 1.5)[1:])


def test_asking_why_changes_nothing() -> None:
    """The story goes on as if nobody had asked."""
    stories = []
    for curious in (False, True):
        stage = make_stage(rate=2.0, burst=1)
        stage.watch(1, *"abcd")
        told = []
        for now in range(40):
            told.append(stage.step(now / 4, **dict.fromkeys(stage.in_flight, "RUNNING")))
            if curious:
                told[-1] += [name for name in "abcd" if not why(stage, now / 4, name)]
        stories.append(told)

    assert stories[0] == stories[1]
