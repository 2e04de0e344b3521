"""What holds for every answer, whatever a service sends."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, REGISTRY, decode, is_safe, job

from asyncjobs.errors import PollFailedError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response

SERVICES = st.sampled_from([profile.name for profile in REGISTRY])
HTTP = st.sampled_from([200, 202, 204, 302, 304, 400, 401, 404, 429, 500, 503, 999])
WORDS = st.sampled_from([*Status, "running", "COMPLETE", "LISTENING", "never seen"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
NAMES = st.sampled_from(["a", "b", "c", "root"])
FIELDS = (
    *("job_type", "begin_time", "end_time", "error_code", "fail_reason", "error_msg", "job"),
    *("id", "name", "created", "process", "progress", "tasks", "task_status", "metadata", "spec"),
    *(
        "sub_jobs",
        "sub_jobs_total",
        "entities",
        "request_id",
        "error",
        "code",
        "message",
        "details",
    ),
)


def any_job(sub_jobs: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Jobs in which everything may be of any type, or missing."""
    ids = {"job_id": NAMES | ANY_JSON, "status": WORDS | ANY_JSON}
    others = dict.fromkeys(FIELDS, ANY_JSON) | {"sub_jobs": sub_jobs}
    entities = st.fixed_dictionaries({}, optional={"sub_jobs": sub_jobs, "server_id": st.text()})
    return st.fixed_dictionaries({}, optional=ids | others | {"entities": entities | ANY_JSON})


ANY_JOB = st.recursive(any_job(ANY_JSON), lambda inner: any_job(st.lists(inner)), max_leaves=6)


def use(made: Job) -> None:
    """Do what anybody does with a job."""
    assert made == made.flatten()[0]
    assert made.progress.total >= made.progress.done
    assert made.failures() or not any(node.failed for node in made.flatten())
    assert all(map(is_safe, made.remarks))
    json.dumps([made.resource_ids, made.raw])


@PATIENT
@given(SERVICES, HTTP, ANY_JSON | ANY_JOB | ANY_JOB.map(lambda body: {"job": body}))
def test_any_json_is_a_job_or_a_polling_problem(service: str, http: int, body: Any) -> None:
    """Nothing else gets out, and a job that comes out can be used."""
    ref = JobRef(service, "root", "p")
    answer = Response(http, {"x-request-id": "r"}, json.dumps(body).encode())
    try:
        made = REGISTRY[service].decode(ref, answer)
    except PollFailedError as error:
        assert ref == error.ref  # noqa: PT017
        assert is_safe(str(error))  # noqa: PT017
    else:
        assert (ref, "root") == (made.ref, made.job_id)
        use(made)


LISTS = st.sampled_from([profile.name for profile in REGISTRY if profile.list])


@PATIENT
@given(LISTS, HTTP, st.lists(ANY_JOB | ANY_JSON), st.lists(NAMES), ANY_JSON)
def test_any_page_has_jobs_or_is_a_polling_problem(
    service: str, http: int, items: list[Any], job_ids: list[str], marker: Any
) -> None:
    """Only jobs that were asked for come out, each its own, and each can be used."""
    refs = [JobRef(service, job_id, "p") for job_id in job_ids]
    body: dict[str, Any] = dict.fromkeys(("jobs", "tasks", "jobList", "job_list"), items)
    body["page_info"] = {"next_marker": marker}
    try:
        page = REGISTRY[service].page(refs, Response(http, {}, json.dumps(body).encode()))
    except PollFailedError as error:
        assert is_safe(str(error))  # noqa: PT017
    else:
        assert page.next_marker in {None, marker} if isinstance(marker, str) else True
        assert set(page.jobs) <= set(refs)
        assert all(ref == made.ref and ref.job_id == made.job_id for ref, made in page.jobs.items())
        for made in page.jobs.values():
            use(made)


@PATIENT
@given(SERVICES, HTTP, st.binary(), st.dictionaries(st.text(), st.text()))
def test_any_bytes_are_a_polling_problem(
    service: str, http: int, body: bytes, headers: dict[str, str]
) -> None:
    """A body that nobody wrote is never taken for a job."""
    ref = JobRef(service, "root", "p")
    try:
        made = REGISTRY[service].decode(ref, Response(http, headers, body))
    except PollFailedError as error:
        made = None
        assert is_safe(str(error))  # noqa: PT017
    assert None is made


TREES = st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=4), max_leaves=30)


@PATIENT
@given(TREES, st.booleans())
def test_a_tree_keeps_its_wire_order(tree: list[Any], in_entities: bool) -> None:  # noqa: FBT001
    """However sub-jobs are nested, `walk` tells them as they were sent, parents first."""
    names: list[str] = []

    def sent(branch: list[Any]) -> dict[str, Any]:
        name = f"n{len(names)}" if names else "root"
        names.append(name)
        below = {"sub_jobs": [sent(twig) for twig in branch]}
        return job(name, entities=below) if in_entities else job(name, **below)

    made = decode(sent(tree))
    assert names == [node.job_id for node in made.flatten()]
    assert () == made.remarks


@PATIENT
@given(WORDS, WORDS)
def test_only_known_words_end_a_job(word: str, sub_word: str) -> None:
    """A root's end is its own word, whatever its sub-jobs say."""
    made = decode(job(status=word, sub_jobs=[job("a", sub_word)]))
    assert (word in {"SUCCESS", "FAIL", "CANCEL"}) is made.done
