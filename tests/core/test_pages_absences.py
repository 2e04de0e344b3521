"""Lists over time: jobs that were absent once, and readers that come between two pages."""

from stage import make_stage, ref_of
from sweeping import LIST, ONLY, watching


def test_a_job_that_a_list_has_again_was_not_absent_twice() -> None:
    """Absent, found, absent: it is looked for there as before."""
    stage = make_stage()
    stage.watch(1, "a", "b", listing=LIST)
    for now, page in ((0.0, "a:RUNNING"), (10.0, "a:RUNNING b:RUNNING"), (30.0, "a:RUNNING")):
        stage.step(now)
        assert ["a b"] == stage.pages
        stage.step(now, **{next(iter(stage.in_flight)): page})
        if "b" in stage.in_flight:
            stage.step(now, b="RUNNING")
    stage.step(60.0)
    assert ["a b"] == stage.pages


def test_a_look_that_comes_between_two_pages_waits_for_a_whole_sweep() -> None:
    """The job may have come to stand on the first page, which was read before."""
    stage = watching("ab", listing=ONLY, rate=1.0)
    stage.step(0.1, a="a:RUNNING > m1")
    stage.engine.join(2, now=0.2)
    stage.engine.look(2, ref_of("b"), "lane", ONLY, now=0.2)
    stage.step(1.0)
    assert ["b at m1"] == stage.pages
    stage.step(1.1, b="z:RUNNING")
    assert 2 not in stage.heard
    stage.step(2.0)
    assert ["a b"] == stage.pages
    stage.step(2.1, b="a:RUNNING b:RUNNING")
    assert ["Looked"] == stage.heard[2]
