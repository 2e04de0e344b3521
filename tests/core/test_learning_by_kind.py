"""What an answer teaches, and of which jobs: those of the type, or all of the service."""

from cloudtime import running

from asyncjobs import Job, JobRef
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.kinds import Kind
from asyncjobs._core.pacing import View


def look(pacing: Adaptive, view: View, job: Job, age: float) -> None:
    pacing.saw(view, job, age)
    view.age, view.job, view.looks = age, job, view.looks + 1


def parent(age: float, *ends: float) -> Job:
    subs = tuple(running(age, end, job_id=str(end)) for end in ends)
    return running(age, sub_jobs=subs)


def test_a_sub_job_that_comes_late_opens_the_job_again_whatever_its_kind() -> None:
    """The fourth makes no other kind of three; but nobody waits for the job's end any more."""
    pacing, view = Adaptive(), View("evs")
    look(pacing, view, parent(20.0, 10.0, 11.0, 12.0), 20.0)
    assert "its last sub-job ended at 12 s" in pacing.explain(view, 20.0, 25.0)
    look(pacing, view, parent(40.0, 10.0, 11.0, 12.0, 1e9), 40.0)

    assert "seen to run at 40 s" in pacing.explain(view, 40.0, 45.0)
    assert 4 == pacing.durations.kind_of("evs", view.job).sub_jobs


def test_a_job_of_which_somebody_said_what_it_is_tells_nothing_of_others() -> None:
    """All jobs of a service count together only for those of which nobody says that."""
    pacing = Adaptive()
    for job_type, ended in (("extendVolume", 0), ("", 1)):
        view, ref = View("evs", job_type), JobRef("evs", f"said-{job_type}")
        look(pacing, view, running(40.0, ref=ref), 40.0)
        look(pacing, view, running(60.0, 55.0, ref=ref), 60.0)

        assert ended == pacing.durations.of(Kind("evs")).run.seen
        assert ended + 1 == pacing.durations.of(Kind("evs", "extendVolume")).run.seen
