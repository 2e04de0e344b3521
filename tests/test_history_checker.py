"""The judge of the simulation: each verdict can be provoked by a history made by hand."""

from math import inf

import pytest
from attrs import evolve
from simulation.by_hand import JOB, asked, good, verdicts, without
from simulation.checker import check
from simulation.history import Exchange, History, Interest, Phase, Told


def test_a_good_history_passes() -> None:
    """A history in which all is told once, in order and in time gets no verdict."""
    report = check(good(healthy_from=1.0, longest_lag=5.0))

    assert set() == {verdict.name for verdict in report.verdicts}
    assert report.passed
    assert not report.unknown
    assert [pytest.approx(1.1)] == report.late


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_change_that_was_seen_and_not_told_is_lost(place: int) -> None:
    """Whichever change a reader was not told though an answer had shown it, it is lost."""
    assert "lost" in verdicts(without(good(), place))


def test_a_change_that_is_told_too_late_is_lost() -> None:
    """A change that is told only after the next answer was not told when it was seen."""
    history = good()
    history.told[1] = evolve(history.told[1], at=9.0)

    assert "lost" in verdicts(history)


def test_changes_may_be_merged() -> None:
    """An event that says that changes were merged into it accounts for all of them."""
    history = good()
    whole = evolve(history.told[2], old=None, merged=2, seq=1)
    history.told = [whole, evolve(history.told[3], seq=2)]

    assert set() == verdicts(history)


def test_a_stall_excuses_what_is_told_after_it() -> None:
    """What arrives while the loop does nothing is told when it goes on."""
    history = good(stalls=[(5.0, 8.0)])
    history.told[1] = evolve(history.told[1], at=8.0, read_at=8.0)

    assert set() == verdicts(history)


def test_the_same_told_twice_is_a_duplicate() -> None:
    """A reader is told each status of a node once."""
    history = good()
    history.told.insert(2, history.told[1])

    assert "duplicate" in verdicts(history)


def test_a_change_that_went_and_came_back_may_be_one_event() -> None:
    """If it says that it was merged; else it is told twice."""
    phases = [
        *(Phase(JOB, "INIT", 0.0, 1.0), Phase(JOB, "RUNNING", 1.0, 6.0)),
        *(Phase(JOB, "UNKNOWN", 6.0, 7.0), Phase(JOB, "RUNNING", 7.0, 10.0)),
        Phase(JOB, "SUCCESS", 10.0),
    ]
    history = good(phases=phases)
    history.exchanges[2:2] = [asked(6.5, "UNKNOWN"), asked(8.0, "RUNNING")]
    back = evolve(history.told[1], at=8.1, read_at=8.1, old="RUNNING", merged=1, seq=3)
    later = [evolve(each, seq=each.seq + 1) for each in history.told[2:]]
    history.told[2:] = [back, *later]

    assert set() == verdicts(history)
    history.told[2] = evolve(back, merged=0)
    assert "duplicate" in verdicts(history)


def test_anything_after_the_end_is_a_duplicate() -> None:
    """The end is the last that a reader is told of a job."""
    history = good()
    history.told.append(history.told.pop(2))

    assert "duplicate" in verdicts(history)


def test_a_status_after_a_later_one_is_reordered() -> None:
    """RUNNING after SUCCESS is out of order, though both were true."""
    history = good()
    history.told[1:3] = [
        evolve(history.told[1], new="SUCCESS", at=10.5),
        evolve(history.told[2], old="SUCCESS", new="RUNNING"),
    ]

    assert "reordered" in verdicts(history)


def test_what_was_never_true_is_a_phantom() -> None:
    """A status that the job never had, or not yet, is made up."""
    never, early = good(), good()
    never.told[3] = evolve(never.told[3], new="FAIL")
    early.told[1] = evolve(early.told[1], at=0.8)

    assert "phantom" in verdicts(never)
    assert "phantom" in verdicts(early)


def test_a_reader_without_an_end_lacks_it() -> None:
    """Whoever read on until nothing more came was to be told how the job ended."""
    assert "terminal_missing" in verdicts(without(good(), 3))


def test_an_end_that_nobody_is_told_is_missing() -> None:
    """Where every reader has left, somebody is to have been told all the same: the drain."""
    history = without(good(), 3)
    history.interests[0].drained = False

    assert {"terminal_missing"} == verdicts(history)


def test_a_timeout_after_the_end_was_seen_misses_it() -> None:
    """JobTimeoutError is no excuse if the end had come before the time was over."""
    history = good()
    history.told[3] = evolve(history.told[3], kind="late", at=20.0, read_at=20.0)

    assert "terminal_missing" in verdicts(history)


@pytest.mark.parametrize("failures", [3, 10])
def test_giving_up_wants_a_reason(failures: int) -> None:
    """A job may be given up after ten failures in a row, and not after three."""
    history = good()
    history.exchanges += [asked(12.0 + at) for at in range(failures)]
    history.interests[0].until = 30.0
    lost = evolve(history.told[3], kind="lost", new="ServiceError", at=30.0, read_at=30.0)
    again = Interest("the drain", "j", 31.0, until=32.0, drained=True)
    ended = evolve(history.told[3], interest=again, at=32.0, read_at=32.0)
    history.told[3:] = [lost, ended]
    history.interests.append(again)

    assert (failures < 10) == ("terminal_missing" in verdicts(history))


@pytest.mark.parametrize(("at", "reason"), [(59.0, False), (60.5, True)])
def test_a_new_job_is_given_up_by_what_is_asked_after_its_grace(*, at: float, reason: bool) -> None:
    """An answer that came then to what was asked before is no reason."""
    history = good(phases=[Phase(JOB, "INIT", 0.0, inf)])
    history.exchanges = [asked(at, outcome="404", ended=61.0)]
    reader = history.interests[0]
    reader.until = 61.0
    history.told = [Told(reader, "lost", 61.0, 61.0, new="JobNotFoundError")]

    assert reason != ("terminal_missing" in verdicts(history))


@pytest.mark.parametrize(
    ("stalls", "reason"),
    [
        ([], True),
        ([(40.0, 290.0)], False),
        ([(40.0, 290.0), (305.0, 345.0)], False),
        ([(290.5, 350.0)], True),
    ],
)
def test_a_stall_is_no_time_of_failing(*, stalls: list[tuple[float, float]], reason: bool) -> None:
    """Between requests it counts for as long as a pause may be, in one as an exchange."""
    history = good(phases=[Phase(JOB, "INIT", 0.0, inf)], stalls=stalls)
    history.exchanges = [asked(0.0, ended=30.0), asked(300.0, ended=350.0)]
    reader = history.interests[0]
    reader.until = 350.0
    history.told = [Told(reader, "lost", 350.0, 350.0, new="TransportError")]

    assert reason != ("terminal_missing" in verdicts(history))


def test_an_end_told_much_later_is_late() -> None:
    """Where nothing is wrong, an end is to be told within the longest lag."""
    assert {"late"} == verdicts(good(healthy_from=1.0, longest_lag=1.0))
    assert set() == verdicts(good(healthy_from=12.0, longest_lag=1.0))


def test_more_requests_than_the_rate_allows_are_over_it() -> None:
    """Seven requests at once are more than a burst of five."""
    history = good(rate=1.0, burst=5)
    history.exchanges += [
        Exchange("job", f"j{at}", "ecs", 20.0, ended=20.1, outcome="500") for at in range(7)
    ]

    assert {"over_rate"} == verdicts(history)


def test_two_requests_for_one_job_at_once_are_too_many() -> None:
    """A job is asked for once at a time."""
    history = good()
    history.exchanges += [asked(20.0), asked(20.05)]

    assert {"over_rate"} == verdicts(history)


def test_more_requests_than_connections_are_too_many() -> None:
    """No more requests are under way than there are connections."""
    history = good(connections=2)
    history.exchanges += [
        Exchange("job", f"j{at}", "ecs", 20.0, ended=21.0, outcome="500") for at in range(3)
    ]

    assert {"over_rate"} == verdicts(history)


def test_a_request_against_retry_after_is_too_many() -> None:
    """A host that asked for a pause is left alone until it is over."""
    history = good()
    history.exchanges += [asked(20.0, outcome="429", retry_after=10.0), asked(25.0)]

    assert {"over_rate"} == verdicts(history)


def test_what_is_left_over_is_a_leak() -> None:
    """Tasks and connections that outlive the client are told."""
    assert {"leaks"} == verdicts(good(leaks=["1 tasks"]))


def test_a_hang_is_a_trouble() -> None:
    """What went wrong otherwise is told as well."""
    assert {"trouble"} == verdicts(good(troubles=["hang"]))


def test_a_run_without_an_end_proves_nothing() -> None:
    """Where no answer had an end, nothing is proved, and the report says so."""
    phases = [Phase(JOB, "INIT", 0.0, inf)]
    history = History(phases=phases, exchanges=[asked(0.5, "INIT")])

    assert check(history).unknown
    assert check(history).passed
