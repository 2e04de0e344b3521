"""What happens to a job meanwhile whose end is held back, or that is asked for alone."""

from careful import holding
from stage import make_stage, ref_of

from asyncjobs._core.records import Interest, Listing


def test_a_keener_reader_does_not_hasten_the_look_that_confirms_an_end() -> None:
    """It is to come a while after the first, or it confirms nothing."""
    stage = holding()
    stage.engine.join(2, Interest(weight=1000.0), now=3.1)
    stage.engine.add(2, ref_of("a"), "lane", now=3.1)

    assert [] == stage.step(3.1)
    assert 4.0 == stage.wake_at


def test_a_job_that_its_list_did_not_have_has_no_company() -> None:
    """It is asked for alone next; the others are asked for together as before."""
    stage = make_stage(rate=1.0, burst=1)
    stage.watch(1, "a", "b", "c", listing=Listing("list"))
    stage.step(0.0)
    stage.step(0.1, a="a:RUNNING b:RUNNING")
    lines = {name: stage.engine.why(1, ref_of(name), [], now=0.2) for name in "bc"}

    assert "on a list with 2 more" in lines["b"]
    assert "due for 0.1 s, waits for its turn; " in lines["c"]
    assert "on a list" not in lines["c"]
