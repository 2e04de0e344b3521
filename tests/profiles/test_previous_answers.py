"""Answers that are read beside the one before: the same job, of which less is read and kept."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, REGISTRY, job, response
from test_decoding_properties import ANY_JOB, ANY_JSON, NAMES, WORDS

from asyncjobs._core.tree import settle
from asyncjobs.errors import PollFailedError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles import Profile
from asyncjobs.profiles._profile import COMMON_STATUSES

REF = JobRef("ecs", "root", "p")


def read(body: Any, previous: Job | None = None, profile: Profile | str = "ecs") -> Job:
    made = REGISTRY[profile] if isinstance(profile, str) else profile
    ref = JobRef(made.name, "root", "p")
    return made.decode(ref, response(body, date="Sun, 06 Nov 1994 08:49:37 GMT"), previous)


def told(tree: Job) -> list[str]:
    """Return all that a tree says, to the letter."""
    bare = [attrs.evolve(node, sub_jobs=()) for node in tree.flatten()]
    return [repr(attrs.astuple(node, recurse=False)) for node in bare]


ODD = st.sampled_from([0, 1, 1.0, True, None, "", "RUNNING", "2016-04-25T20:04:34.604Z", [], {}])
SMALL = st.fixed_dictionaries(
    {},
    optional={
        "job_id": NAMES | ODD,
        "status": WORDS | ODD,
        "begin_time": ODD,
        "error_code": ODD,
        "sub_jobs_total": ODD,
        "sub_jobs": ODD,
        "entities": ODD | st.fixed_dictionaries({}, optional={"sub_jobs": ODD, "size": ODD}),
        "progress": ODD,
    },
)
SUB_JOBS = st.lists(SMALL | ANY_JOB | ANY_JSON, min_size=1, max_size=5)


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Answers about one job whose sub-jobs are drawn from a few, so that many stay as they were."""
    leaves = draw(SUB_JOBS)
    parents = st.fixed_dictionaries({"job_id": NAMES, "sub_jobs": st.just(leaves)})
    pool = [*leaves, *draw(st.lists(parents, max_size=2))]
    lists = st.lists(st.sampled_from(pool), max_size=6)
    answers = st.builds(lambda status, subs: job(status=status, sub_jobs=subs), WORDS, lists)
    return draw(st.lists(answers, min_size=2, max_size=5))


@PATIENT
@given(stories(), st.sampled_from(["ecs", "evs", "cce", "ims"]), st.booleans())
def test_what_was_known_changes_nothing_of_what_is_read(
    story: list[dict[str, Any]],
    service: str,
    strict: bool,  # noqa: FBT001
) -> None:
    """Nor of what is told of it, whatever the answers before have said."""
    known: Job | None = None
    for body in story:
        try:
            alone = read(body, profile=service)
        except PollFailedError:
            continue
        beside = read(body, known, service)
        assert told(alone) == told(beside)
        one, other = settle(known, alone, strict=strict), settle(known, beside, strict=strict)
        assert told(one.job) == told(other.job)
        assert (one.changes, one.hidden) == (other.changes, other.hidden)
        known = other.job


def test_a_sub_job_that_is_told_of_in_the_same_words_is_the_same() -> None:
    """It is kept once, and what was sent of it as well; wherever in the list it stands."""
    first = read(job(sub_jobs=[job("a"), job("b", entities={"size": 1}), job("c")]))
    later = read(job(sub_jobs=[job("n"), job("c"), job("b", entities={"size": 1})]), first)
    assert later.sub_jobs[1] is first.sub_jobs[2]
    assert later.sub_jobs[2] is first.sub_jobs[1]
    assert later.raw["sub_jobs"][2] is first.raw["sub_jobs"][1]
    assert settle(first, later).job.sub_jobs[2] is first.sub_jobs[1]


def test_a_sub_job_of_a_sub_job_is_as_well() -> None:
    """Only what has sub-jobs itself is read anew."""
    first = read(job(sub_jobs=[job("a", sub_jobs=[job("b"), job("c")])]))
    later = read(job(sub_jobs=[job("a", sub_jobs=[job("b"), job("c", "SUCCESS")])]), first)
    assert later.sub_jobs[0].sub_jobs[0] is first.sub_jobs[0].sub_jobs[0]
    assert "SUCCESS" == later.sub_jobs[0].sub_jobs[1].status


CHANGED = {
    "a number is a boolean": ({"entities": {"size": 1}}, {"entities": {"size": True}}),
    "a number gets decimals": ({"entities": {"size": 1}}, {"entities": {"size": 1.0}}),
    "a status": ({}, {"status": "SUCCESS"}),
    "an id that is none": ({"job_id": 5}, {"job_id": 5}),
    "no id": ({"job_id": None}, {"job_id": None}),
    "a time that is none": ({"begin_time": []}, {"begin_time": []}),
    "sub-jobs that are none": ({"sub_jobs": "x"}, {"sub_jobs": "x"}),
    "sub-jobs of which none is one": ({"sub_jobs": [1]}, {"sub_jobs": [1]}),
    "a word that is not known": ({"status": "NEW"}, {"status": "NEW"}),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_another_or_odd_is_read_again(name: str) -> None:
    """Then the answer's remarks are its own."""
    before, after = CHANGED[name]
    first = read(job(sub_jobs=[job("a") | before]))
    body = job(sub_jobs=[job("a") | after])
    assert told(read(body)) == told(read(body, first))
    assert read(body, first).sub_jobs[0] is not first.sub_jobs[0]


def test_a_status_that_was_kept_is_not_taken_for_the_answers_own() -> None:
    """A replica that lags behind says the same again: it goes on being hidden."""
    seen = read(job(sub_jobs=[job("a", "SUCCESS")]))
    behind = job(sub_jobs=[job("a", "RUNNING")])
    kept = settle(seen, read(behind, seen)).job
    assert "SUCCESS" == kept.sub_jobs[0].status
    again = read(behind, kept)
    assert "RUNNING" == again.sub_jobs[0].status
    assert 1 == settle(kept, again).hidden


def test_a_sub_job_that_was_left_out_for_want_of_room_may_be_read_later() -> None:
    """What had no room for its own sub-jobs is not taken for one without any."""
    crowd = [job(str(at)) for at in range(9_999)]
    last = job("last", sub_jobs=[job("below")])
    first = read(job(sub_jobs=[*crowd, last]))
    assert () == first.sub_jobs[-1].sub_jobs
    later = read(job(sub_jobs=[*crowd[:-1], last]), first)
    assert "below" == later.sub_jobs[-1].sub_jobs[0].job_id
    assert later.sub_jobs[0] is first.sub_jobs[0]


def test_another_job_is_of_no_use() -> None:
    """Nor is anything where a profile reads jobs in its own way."""
    body = job(sub_jobs=[job("a")])
    other = attrs.evolve(read(body), ref=attrs.evolve(REF, job_id="other"))
    assert read(body, other).sub_jobs[0] is not other.sub_jobs[0]
    own = Profile(name="own", path="/{job_id}", statuses=COMMON_STATUSES, read=dict)
    first = read(body, profile=own)
    assert read(body, first, own).sub_jobs[0] is not first.sub_jobs[0]


def test_a_very_deep_sub_job_is_read_again() -> None:
    """Where it is too deep to be compared."""
    deep: Any = "x"
    for _ in range(900):
        deep = {"a": deep}
    body = job(sub_jobs=[job("a")])
    first = read(body)
    spoilt = attrs.evolve(first.sub_jobs[0], raw={"a": object()})
    known = attrs.evolve(first, sub_jobs=(spoilt,))
    assert told(read(body)) == told(read(body, known))
    body = job(sub_jobs=[job("a", entities=deep)])
    assert told(read(body)) == told(read(body, read(body)))


def test_numbers_as_statuses_are_compared_as_they_are_read() -> None:
    """A service whose statuses are numbers has its sub-jobs taken over as well."""
    profile = Profile(
        name="own", path="/{job_id}", statuses=COMMON_STATUSES | {"1": Status.RUNNING}
    )
    body = {"job_id": "root", "status": 1, "sub_jobs": [{"job_id": "a", "status": 1}]}
    first = read(body, profile=profile)
    assert read(body, first, profile).sub_jobs[0] is first.sub_jobs[0]
    assert body == first.raw
