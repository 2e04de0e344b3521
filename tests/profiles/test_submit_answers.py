"""The job_id in what a service answers to a submit call."""

import json
from typing import Any

import httpx
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, REGISTRY

from asyncjobs.errors import AsyncJobsError, InvalidIdError, SubmitError

ECS = REGISTRY["ecs"]
JOB_ID = "ff808082739334d80173941567f21d4f"
SUBMITTED = {"job_id": JOB_ID, "serverIds": ["118258c5"]}


@frozen
class Answer:
    """Something with a `json()`, as HTTP libraries have."""

    value: Any

    def json(self) -> Any:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


@frozen
class LaterAnswer:
    """A response whose `json()` has to be awaited, as aiohttp has."""

    async def json(self) -> Any:
        return SUBMITTED


@frozen
class Model:
    """A model with the field, as the vendor's SDK has."""

    job_id: str | None


@frozen
class Models:
    """A model with several ids."""

    job_ids: list[str]


@pytest.mark.parametrize(
    "answer",
    [
        SUBMITTED,
        json.dumps(SUBMITTED),
        " \n" + json.dumps(SUBMITTED),
        "\ufeff" + json.dumps(SUBMITTED),
        json.dumps(SUBMITTED).encode(),
        bytearray(json.dumps(SUBMITTED).encode()),
        httpx.Response(200, json=SUBMITTED),
        Answer(SUBMITTED),
        Model(JOB_ID),
        JOB_ID,
        JOB_ID.encode(),
        *({name: JOB_ID} for name in ("jobId", "jobid", "jobID")),
        {"job_id": "", "jobId": JOB_ID},
        {"job_id": JOB_ID, "error_code": None, "error_msg": None},
        {"job_id": JOB_ID, "order_id": "CS20"},
        {"instance_id": "6a", "message": "JOB_ASSIGNED", "job_id": JOB_ID},
    ],
    ids=repr,
)
def test_a_job_id_is_found(answer: object) -> None:
    """In a mapping, JSON text, an HTTP response, a model, under each spelling, or by itself."""
    assert JOB_ID == ECS.job_id(answer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({}, "it is empty"),
        ({"serverIds": [], "a\n": 1}, "it holds serverIds, a\\x0a"),
        ({"job_id": None, "job_ids": []}, "it holds job_id, job_ids"),
        ({"error_code": None, "error_msg": None}, "no job_id"),
        ("[1]", "a list, not an object"),
        ("{", "not JSON, it begins '{'"),
        ('{"a":"\ud800"', "not JSON"),
        (b'{"\xff"', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"job_id":"a","job_id":"b"}', "not JSON"),
        (httpx.Response(502, text="<html>"), "its json() fails with JSONDecodeError"),
        (Answer(None), "it is null, not an object"),
        (Answer(RuntimeError("not read")), "its json() fails with RuntimeError"),
        (LaterAnswer(), "has to be awaited"),
        (Model(None), "a Model cannot be searched"),
        (None, "a NoneType cannot be searched"),
        (5, "a int cannot be searched"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_answer_without_a_job_id_is_refused(answer: object, says: str) -> None:
    """The error names the service and says what came instead and what to give."""
    with pytest.raises(SubmitError) as caught:
        ECS.job_id(answer)
    assert says in str(caught.value)
    assert "of ecs" in str(caught.value)


def test_a_refused_submit_call_keeps_its_reason() -> None:
    """The code and the cloud's words are in the message and on the error."""
    with pytest.raises(SubmitError) as caught:
        ECS.job_id({"error": {"message": "quota\x1b exceeded", "code": "Ecs.0319"}})
    assert ("Ecs.0319", "quota\x1b exceeded") == (caught.value.code, caught.value.reason)
    assert str(caught.value).endswith("Ecs.0319: quota\\x1b exceeded")


@pytest.mark.parametrize(
    ("answer", "job_ids"),
    [
        ({"job_ids": ["a", "b"]}, ("a", "b")),
        ({"jobIds": ["a"]}, ("a",)),
        ({"jobId": ["b", "a", "b"]}, ("b", "a")),
        ({"jobId": 8731}, ("8731",)),
        ({"job_id": "a", "job_ids": ["b"]}, ("a",)),
        ({"job_id": [], "job_ids": ["b"]}, ("b",)),
        ({"uri": "/v1/p/jobs/a"}, ("a",)),
        ({"uri": "https://elb.example/v1/p/jobs/a?x=y"}, ("a",)),
        ({"error_code": "10000000", "error_description": "received", "task_id": "a"}, ("a",)),
        ("a", ("a",)),
        (Models(["a", "b"]), ("a", "b")),
    ],
    ids=repr,
)
def test_one_job_or_several_are_found(answer: object, job_ids: tuple[str, ...]) -> None:
    """Each once, in the order of the answer."""
    assert job_ids == ECS.job_ids(answer)


def test_several_jobs_are_not_one() -> None:
    """The error says how to have them all."""
    with pytest.raises(SubmitError, match=r"2 job_ids.* take jobs\.refs\('ecs', answer\)"):
        ECS.job_id({"job_ids": ["a", "b"]})
    assert "a" == ECS.job_id({"job_ids": ["a"]})


def test_ids_that_cannot_be_asked_for_are_refused() -> None:
    """With the reason, and what to do instead; the service's real ids are not."""
    with pytest.raises(SubmitError, match=r"eip answered with job_ids, but .* no real jobs"):
        REGISTRY["eip"].job_ids({"job_ids": ["a", "b"]})
    assert ("a",) == REGISTRY["eip"].job_ids({"job_id": "a", "job_ids": []})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"response": [{"id": "a"}]}, None),
        (
            {"error": {"code": "Ecs.0114", "message": "no"}, "internalError": [{"id": "a"}]},
            "Ecs.0114",
        ),
    ],
)
def test_a_batch_that_is_done_already_has_no_job(answer: object, code: str | None) -> None:
    """As ECS answers to its batch calls."""
    with pytest.raises(SubmitError, match="carried out already and has no job") as caught:
        ECS.job_ids(answer)
    assert code == caught.value.code


def test_an_order_with_a_friendly_message_is_an_order() -> None:
    """A message alone is no error; a code beside an order is one."""
    with pytest.raises(SubmitError, match="order CS20 alone"):
        ECS.job_id({"order_id": "CS20", "message": "accepted"})
    with pytest.raises(SubmitError, match=r"refused the submit call.*Ecs\.0319"):
        ECS.job_id({"order_id": "CS20", "error_code": "Ecs.0319"})


@pytest.mark.parametrize("uri", ["/v1/p/servers/a", 5, "/v1/p/jobs/", ""])
def test_any_other_uri_names_no_job(uri: object) -> None:
    """It has to lead to one."""
    with pytest.raises(SubmitError, match="no job_id"):
        ECS.job_id({"uri": uri})


@pytest.mark.parametrize("name", ["order_id", "orderId"])
def test_an_order_alone_is_refused(name: str) -> None:
    """A prepaid order has no job yet; the message says what to wait for."""
    with pytest.raises(SubmitError, match=r"order CS20 alone.*wait until the order is paid"):
        ECS.job_id({name: "CS20", "message": ""})


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "a/b",
        "<html>",
        b"\xff",
        {"job_id": "../x"},
        {"job_id": True},
        {"job_id": -5},
        {"job_id": ["a", None]},
        {"job_ids": "a b"},
        {"uri": "/v1/p/jobs/a b"},
        Model("a b"),
    ],
)
def test_a_job_id_that_fits_no_url_is_refused(answer: object) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidIdError):
        ECS.job_id(answer)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
KEYS = st.sampled_from(["job_id", "jobId", "error", "error_code", "message", "order_id"])


@PATIENT
@given(ANY_JSON | st.binary() | st.dictionaries(KEYS, ANY_JSON))
def test_any_answer_gives_an_id_or_one_of_our_errors(answer: object) -> None:
    """Nothing else gets out, whatever a service answers."""
    try:
        assert ECS.job_id(answer)
    except AsyncJobsError as error:
        assert isinstance(error, SubmitError | InvalidIdError)  # noqa: PT017
