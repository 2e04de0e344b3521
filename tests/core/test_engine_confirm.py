"""Ends that further looks are to confirm before they are told."""

import pytest
from careful import TOLD, careful, follow, holding
from paced import Choosy, paced
from stage import make_stage, ref_of

from asyncjobs._core.records import Looked
from asyncjobs.events import Finished
from asyncjobs.models import Status


@pytest.mark.parametrize("confirm", [0, 1, 2, 10])
def test_an_end_is_told_when_so_many_further_looks_have_shown_it(confirm: int) -> None:
    """A second after each other; until the last of them nothing is said of it."""
    stage = make_stage()
    careful(stage, 1, "a", confirm=confirm)
    times = follow(stage, *["SUCCESS x=SUCCESS"] * (confirm + 1))
    assert [1.5 * look for look in range(confirm + 1)] == times
    assert ["a ->SUCCESS", "a/x ->SUCCESS", "a finished SUCCESS"] == stage.heard[1]
    assert {times[-1] + 0.5} == {event.at for event in stage.events(1)}
    assert confirm + 1 == stage.engine.stats().answers
    assert 0 == stage.engine.stats().watched


@pytest.mark.parametrize("strict", [False, True])
def test_a_job_that_runs_again_was_never_told_to_have_ended(strict: bool) -> None:  # noqa: FBT001
    """The count begins anew, and an end that was none is counted as hidden."""
    stage = holding(confirm=2, strict=strict)
    outcomes = ("SUCCESS", "RUNNING", "SUCCESS", "SUCCESS")
    assert [4.0, 5.5, 9.0, 10.5] == follow(stage, *outcomes, now=3.0)
    assert ["a ->RUNNING"] == stage.heard[1]
    assert [12.0] == follow(stage, "SUCCESS", now=11.0)
    assert TOLD == stage.heard[1]
    assert 1 == stage.engine.stats().hidden


def test_the_newest_of_the_looks_is_told() -> None:
    """They need not show the same end."""
    stage = holding()
    follow(stage, "FAIL x=FAIL", now=3.0)
    assert ["a RUNNING>FAIL", "a/x ->FAIL", "a finished FAIL"] == stage.heard[1][1:]


def test_the_most_careful_reader_counts_for_all() -> None:
    """Whoever wants no confirmation waits as well, also when he comes late."""
    stage = holding(confirm=2)
    careful(stage, 2, "a", confirm=0, now=3.5)
    follow(stage, "SUCCESS", now=3.5)
    assert [["a ->RUNNING"]] * 2 == list(stage.heard.values())
    follow(stage, "SUCCESS", now=4.5)
    assert [TOLD] * 2 == list(stage.heard.values())


def test_when_a_careful_reader_goes_the_others_are_told() -> None:
    """As far as what was seen is enough for them."""
    stage = holding(confirm=9)
    for reader, confirm in ((2, 2), (3, 1)):
        careful(stage, reader, "a", confirm=confirm, now=3.0)
    follow(stage, "SUCCESS", now=3.0)
    stage.discard(1, "a", now=5.0)
    stage.step(5.0)
    assert [["a ->RUNNING"]] * 3 == list(stage.heard.values())
    stage.engine.leave(2)
    stage.step(5.1)
    assert TOLD == stage.heard[3]
    assert [["a ->RUNNING"]] * 2 == [stage.heard[1], stage.heard[2]]
    assert 0 == stage.engine.stats().watched


def test_a_careful_reader_that_goes_while_a_look_shows_the_job_run_changes_nothing() -> None:
    """What was held back is out of date by then."""
    stage = holding()
    careful(stage, 2, "a", confirm=0, now=3.0)
    stage.step(4.0)
    stage.engine.leave(1)
    stage.step(4.5, a="RUNNING")
    assert ["a ->RUNNING"] == stage.heard[2]


def test_an_end_that_nobody_waits_for_any_more_is_forgotten() -> None:
    """Whoever comes later, while somebody still looks at the job, has it confirmed anew."""
    stage = holding()
    stage.engine.join(2, now=3.0)
    stage.engine.look(2, ref_of("a"), "lane", now=3.0)
    stage.step(3.0)
    stage.discard(1, "a", now=3.1)
    careful(stage, 3, "a", now=3.2)
    stage.step(3.4, a="SUCCESS")
    assert ["a ->RUNNING"] == stage.heard[3]
    assert [4.4] == follow(stage, "SUCCESS", now=3.5)
    assert TOLD == stage.heard[3]
    assert 0 == stage.engine.stats().hidden


def test_a_single_look_gets_the_end_at_once_and_confirms_nothing() -> None:
    """It comes before the time of the look that does."""
    stage = holding()
    for reader in range(2, 7):
        stage.engine.join(reader, now=3.2)
        stage.engine.look(reader, ref_of("a"), "lane", now=3.2)
        stage.step(3.2)
        stage.step(3.4, a="SUCCESS")
        looked = stage.mail[-1][1]
        assert isinstance(looked, Looked)
        assert looked.job.succeeded
    assert stage.wake_at == 4.0
    assert ["a ->RUNNING"] == stage.heard[1]
    follow(stage, "SUCCESS", now=4.0)
    assert TOLD == stage.heard[1]


def test_a_single_look_that_shows_the_job_run_begins_the_count_anew() -> None:
    """It is news for all."""
    stage = holding()
    stage.engine.join(2, now=3.2)
    stage.engine.look(2, ref_of("a"), "lane", now=3.2)
    stage.step(3.2)
    stage.step(3.4, a="RUNNING x=INIT")
    assert ["a ->RUNNING", "a/x ->INIT"] == stage.heard[1]
    follow(stage, "SUCCESS", now=3.4)
    assert 2 == len(stage.heard[1])


def test_a_reader_that_comes_after_the_end_was_told_is_told_at_once() -> None:
    """It was confirmed, or nobody wanted that."""
    stage = make_stage()
    stage.watch(1, "a")
    follow(stage, "SUCCESS")
    careful(stage, 2, "a", confirm=5, now=2.0)
    assert [] == stage.step(2.0)
    assert ["a ->SUCCESS", "a finished SUCCESS"] == stage.heard[2]


def test_the_pacing_learns_of_an_end_once_and_as_of_when_it_was_seen_first() -> None:
    """What comes after that is confirmation, and an end that was none teaches nothing."""
    pacing = Choosy()
    stage = paced(pacing)
    careful(stage, 1, "a")
    follow(stage, "RUNNING", "SUCCESS", "RUNNING", "SUCCESS", "SUCCESS")
    told = [(status, age) for _, status, age in pacing.learned]
    runs = [(Status.RUNNING, 0.25), (Status.RUNNING, 12.25)]
    assert [*runs, (Status.SUCCESS, 22.75)] == told
    finished = stage.events(1)[-1]
    assert isinstance(finished, Finished)
    assert 24.5 == finished.at
