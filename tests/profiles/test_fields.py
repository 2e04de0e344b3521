"""Where a service keeps its words: in fields of other names, deeper down, or not at all."""

from typing import Any

import pytest
from attrs import evolve
from profile_answers import REGISTRY, decode, job, refused

from asyncjobs import errors
from asyncjobs.models import Status
from asyncjobs.profiles import COMMON_STATUSES, Profile

OWN = Profile(
    name="own",
    path="/v1/{job_id}",
    fields={
        "job_id": ("meta.uid", "id"),
        "status": ("state.phase", "state"),
        "job_type": ("kind",),
        "entities": ("what",),
    },
    sub_jobs=("steps",),
    statuses=COMMON_STATUSES | {"7": Status.SUCCESS},
)
LIST = evolve(OWN, envelope="jobs[]")
NAMELESS = evolve(OWN, fields={"job_id": (), "status": ("state",)})


def test_the_first_path_that_holds_something_counts() -> None:
    """An empty text or null holds nothing."""
    body = {"meta": {"uid": ""}, "id": "root", "state": {"phase": "RUNNING"}, "kind": "make"}
    read = decode(body | {"what": {"server_id": "s"}}, profile=OWN)
    assert ("root", "RUNNING", "make") == (read.job_id, read.status, read.job_type)
    assert {"server_id": ("s",)} == read.resource_ids


def test_a_field_has_no_other_name_than_those() -> None:
    """Where a service says what it means, the usual words mean something else."""
    body = {"id": "root", "state": "INIT", "job_type": "x", "status": "FAIL", "entities": {"a": 1}}
    read = decode(body, profile=OWN)
    assert ("INIT", "", {}) == (read.status, read.job_type, read.entities)


def test_sub_jobs_are_read_in_the_same_words() -> None:
    """At any depth; a step without a status is UNKNOWN, and nothing is remarked."""
    deep = {"id": "b", "state": "FAIL"}
    steps = [{"meta": {"uid": "a"}, "kind": "step", "steps": [deep]}]
    read = decode({"id": "root", "state": "FAIL", "steps": steps}, profile=OWN)
    assert ["root", "a", "b"] == [node.job_id for node in read.flatten()]
    assert ["FAIL", "UNKNOWN", "FAIL"] == [node.status for node in read.flatten()]
    assert () == read.remarks


def test_a_field_that_is_no_part_of_the_answer_is_missing() -> None:
    """The error names the field in our words."""
    error = refused({"id": "root", "kind": "make"}, profile=OWN)
    assert "$.status: expected a string, got nothing" in str(error)
    error = refused(
        {"state": "INIT", "kind": 5, "meta": []}, profile=evolve(OWN, fields={"status": ("state",)})
    )
    assert "$.job_id: expected a string, got nothing" in str(error)


def test_a_body_in_the_services_own_words_is_believed_without_an_id() -> None:
    """As one in the classic words is."""
    assert "root" == decode({"state": "INIT", "kind": "make"}, profile=OWN).job_id


@pytest.mark.parametrize(("number", "status"), [(7, "SUCCESS"), ("7", "SUCCESS")])
def test_a_status_may_be_a_number_where_the_profile_knows_it(number: Any, status: str) -> None:
    """The digits are the word."""
    read = decode({"id": "root", "state": number}, profile=OWN)
    assert (status, "7") == (read.status, read.raw_status)


@pytest.mark.parametrize("number", [8, 7.0, True, -7])
def test_any_other_number_is_no_status(number: Any) -> None:
    """Nor is it one for services that have words."""
    assert "expected a string" in str(refused({"id": "root", "state": number}, profile=OWN))
    assert "expected a string" in str(refused(job(status=number)))


@pytest.mark.parametrize(("sent", "found"), [(12, "12"), ("12", "12")])
def test_a_job_id_may_be_a_number_where_the_service_calls_it_otherwise(
    sent: Any, found: str
) -> None:
    """CSE counts its jobs; the classic services never do."""
    assert found == decode({"id": sent, "state": "INIT"}, profile=OWN, job_id="12").job_id
    assert isinstance(refused(job(12), job_id="12"), errors.DecodeError)
    assert isinstance(refused({"id": True, "state": "INIT"}, profile=OWN), errors.DecodeError)


def test_an_answer_may_leave_out_which_job_it_is_of() -> None:
    """Where the profile says so; an error's answer is never taken for a job."""
    assert "root" == decode({"state": "RUNNING"}, profile=NAMELESS).job_id
    assert isinstance(refused({"state": "RUNNING"}, 500, profile=NAMELESS), errors.ServiceError)
    assert isinstance(refused({"error_code": "X.1"}, profile=NAMELESS), errors.ServiceError)


def test_the_item_of_a_list_that_is_the_job_counts() -> None:
    """Whatever else is listed, and wherever it stands."""
    items = [None, {"id": "z", "state": "FAIL"}, {"id": "root", "state": "RUNNING"}]
    assert "RUNNING" == decode({"jobs": items}, profile=LIST).status


def test_an_empty_list_says_that_there_is_no_such_job() -> None:
    """As GeminiDB answers to an id that it does not know."""
    error = refused({"jobs": [], "total_count": 0}, profile=LIST, x_request_id="q")
    assert isinstance(error, errors.JobNotFoundError)
    assert (200, "q", False) == (error.http_status, error.request_id, error.retryable)


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ([{"id": "z", "state": "FAIL"}], "$.jobs[].job_id: the answer is of another job, 'z'"),
        (["root"], "$.jobs[]: expected an object that is a job, got a string"),
        (None, "$.jobs: expected an object that is a job, got null"),
    ],
)
def test_a_list_without_the_job_makes_no_sense(items: Any, says: str) -> None:
    """It was asked for by its id."""
    assert says in str(refused({"jobs": items}, profile=LIST))


def test_a_list_in_the_answer_of_an_error_is_no_news_of_the_job() -> None:
    """Its HTTP status counts."""
    error = refused({"jobs": []}, 500, profile=LIST)
    assert errors.ServiceError is type(error)


def test_the_tree_of_cce_keeps_its_middle_nodes() -> None:
    """Nodes without a status stand in the tree, and their children below them."""
    middle = {"metadata": {"uid": "m"}, "spec": {"type": "CreateNode", "subJobs": [_cce("leaf")]}}
    read = decode(_cce("root", middle), profile="cce")
    assert ["root", "m", "leaf"] == [node.job_id for node in read.flatten()]
    assert [("root",), ("root", "m"), ("root", "m", "leaf")] == [path for path, _ in read.walk()]
    assert "" == read.sub_jobs[0].raw_status


def _cce(uid: str, *sub_jobs: Any) -> dict[str, Any]:
    return {
        "metadata": {"uid": uid},
        "spec": {"type": "x", "subJobs": list(sub_jobs)},
        "status": {"phase": "Success"},
    }


def test_every_profile_can_be_copied_with_a_change() -> None:
    """A cloud of one's own may differ in one part."""
    assert all(
        "here" == evolve(profile, title="here").title and profile == evolve(profile)
        for profile in REGISTRY
    )
