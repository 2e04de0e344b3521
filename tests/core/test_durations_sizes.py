"""How many sub-jobs a job is expected to have that shows none yet; and numbers that are none."""

import json
from itertools import count

import pytest
from attrs import evolve
from cloudtime import running

from asyncjobs import ConfigError, Job, JobRef
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.kinds import Kind
from asyncjobs._core.pacing import View

_numbers = count()


def batch(age: float, end: float, sub_jobs: int) -> Job:
    subs = tuple(running(age, end - 5.0, job_id=str(number)) for number in range(sub_jobs))
    return running(age, end, sub_jobs=subs)


def follow(pacing: Adaptive, end: float, sub_jobs: int) -> None:
    """Let a pacing see a job run and end that has so many sub-jobs."""
    view, ref = View("evs"), JobRef("evs", f"sized-{next(_numbers)}")
    for age in (end - 10.0, end):
        job = evolve(batch(age, end, sub_jobs), ref=ref)
        pacing.saw(view, job, age)
        view.age, view.job, view.looks = age, job, view.looks + 1


def expected_size(pacing: Adaptive) -> int:
    return pacing.durations.kind_of("evs", running(1.0)).sub_jobs


def test_two_jobs_alike_in_a_row_say_what_size_is_the_rule() -> None:
    """One that is larger says nothing of the next; of the first there is nothing but itself."""
    pacing, sizes = Adaptive(), []
    for sub_jobs in (4, 8, 4, 8, 8):
        follow(pacing, 60.0, sub_jobs)
        sizes.append(expected_size(pacing))

    assert [4, 4, 4, 4, 8] == sizes


def test_a_job_not_yet_looked_at_takes_over_what_others_have_shown_meanwhile() -> None:
    """It is worth its first look when such jobs end, not when those without sub-jobs would."""
    pacing = Adaptive()
    early = View("evs", "extendVolume")
    before = pacing.pause(early, 0.5)
    for _ in range(40):
        follow(pacing, 60.0, 4)
    late = View("evs", "extendVolume")

    assert "extendVolume with up to 4 sub-jobs: 40 seen" in pacing.explain(early, 1.0, 60.0)
    assert 2 * before < pacing.pause(early, 0.5) == pacing.pause(late, 0.5)


@pytest.mark.parametrize("field", ["sub_jobs", "run"])
def test_a_number_beyond_all_others_is_refused(field: str) -> None:
    """What is saved may say 1e309, which is read as infinite."""
    durations = Durations()
    durations.of(Kind("evs", "extendVolume")).run.end(0, 60.0)
    whole = json.loads(durations.to_json())
    whole["kinds"][0][field] = {"sub_jobs": "?", "run": {"seen": "?"}}[field]

    with pytest.raises(ConfigError, match="cannot be read"):
        Durations.from_json(json.dumps(whole).replace('"?"', "1e309"))
