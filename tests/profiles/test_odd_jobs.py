"""Jobs of odd shapes: what can be read around is told in remarks, and never kills a job."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from profile_answers import decode, job, refused

from asyncjobs.models import Status
from asyncjobs.profiles import COMMON_STATUSES, Profile

NESTED = Profile(
    name="nested",
    path="/v1/{project_id}/jobs/{job_id}",
    read=lambda node: {**node["spec"], "job_id": node["metadata"]["uid"], "status": node["phase"]},
)


def with_sub_jobs(sub_jobs: Any) -> dict[str, Any]:
    return job(entities={"sub_jobs": sub_jobs})


def ids(body: dict[str, Any]) -> list[str]:
    return [sub.job_id for sub in decode(body).sub_jobs]


@pytest.mark.parametrize("nothing", [None, [], {}, ""])
def test_no_sub_jobs_can_be_written_in_many_ways(nothing: Any) -> None:
    """Null, an empty list, object or text stand for no sub-jobs, and nothing is odd about that."""
    read = decode(with_sub_jobs(nothing))
    assert () == read.sub_jobs
    assert () == read.remarks


def test_a_lone_sub_job_may_come_without_its_list() -> None:
    """An object in the place of the list is the only sub-job."""
    assert ["a"] == ids(with_sub_jobs(job("a")))


@pytest.mark.parametrize("nonsense", ["[{}]", 7, True])
def test_sub_jobs_that_are_no_list_are_told_of(nonsense: Any) -> None:
    """What is neither list nor object is left out with a remark."""
    read = decode(with_sub_jobs(nonsense))
    assert () == read.sub_jobs
    assert "$.entities.sub_jobs: expected a list, got" in read.remarks[0]


def test_items_that_are_no_jobs_are_told_of() -> None:
    """A bad item is left out with a remark, its siblings stay in wire order."""
    read = decode(with_sub_jobs([job("a"), None, "x", 3, [job("z")], job("b")]))
    assert ["a", "b"] == [sub.job_id for sub in read.sub_jobs]
    assert [f"$.entities.sub_jobs[{at}]" for at in (1, 2, 3, 4)] == [
        remark.partition(":")[0] for remark in read.remarks
    ]


def test_the_first_place_that_holds_sub_jobs_counts() -> None:
    """Sub-jobs at the top level are found where `entities` has none, and not otherwise."""
    assert ["top"] == ids(job(sub_jobs=[job("top")], entities={"sub_jobs": []}))
    assert ["in"] == ids(job(sub_jobs=[job("top")], entities={"sub_jobs": [job("in")]}))


def test_of_siblings_with_one_id_the_first_counts() -> None:
    """A repeated id is left out with a remark; sub-jobs without an id all stay."""
    twins = [job("a", "RUNNING"), job("a", "FAIL"), job(None, "INIT"), job(None, "RUNNING")]
    read = decode(with_sub_jobs(twins))
    assert [("a", "RUNNING"), ("", "INIT"), ("", "RUNNING")] == [
        (sub.job_id, sub.raw_status) for sub in read.sub_jobs
    ]
    assert 1 == len(read.remarks)


def test_a_sub_job_is_not_its_own_parent() -> None:
    """A sub-job with its parent's id is left out with a remark, however deep."""
    deep = job("a", entities={"sub_jobs": [job("a"), job("root", "SUCCESS")]})
    read = decode(with_sub_jobs([job("root"), deep]))
    assert ["root", "a", "root"] == [node.job_id for node in read.flatten()]
    assert 2 == len(read.remarks)


def test_a_sub_job_without_a_status_is_no_news() -> None:
    """CCE's middle nodes have no status: UNKNOWN, with an empty word and no remark."""
    read = decode(with_sub_jobs([{"job_id": "a"}, job("b", None), job("c", "")]))
    assert [(Status.UNKNOWN, "")] * 3 == [(sub.status, sub.raw_status) for sub in read.sub_jobs]
    assert () == read.remarks


def test_an_unknown_word_is_kept_and_no_end() -> None:
    """A status never seen before reads as UNKNOWN, stays in raw_status and is told of once."""
    read = decode(job(status="PAUSED", entities={"sub_jobs": [job("a", "PAUSED")]}))
    assert (Status.UNKNOWN, "PAUSED", False) == (read.status, read.raw_status, read.done)
    assert ("status 'PAUSED' is not known of ecs: not read as an end",) == read.remarks


def test_words_are_read_in_any_case() -> None:
    """`Success` and `success` are SUCCESS, with the word kept as it came."""
    read = decode(job(status="Success"))
    assert (Status.SUCCESS, "Success") == (read.status, read.raw_status)


def test_fields_of_another_type_do_not_kill_a_job() -> None:
    """A number is no string and True is no 1: such a field reads as missing, with a remark."""
    odd = job(
        job_type=5, error_code=404, fail_reason={"a": 1}, begin_time=[], end_time=True,
        entities={"sub_jobs_total": True, "sub_jobs": [job(7, job_type=None)]},
    )  # fmt: skip
    read = decode(odd)
    assert ("", None, None) == (read.job_type, read.error_code, read.fail_reason)
    assert (None, None, 1) == (read.begin_time, read.end_time, read.sub_jobs_total)
    assert "" == read.sub_jobs[0].job_id
    assert odd == read.raw
    assert {
        "$.job_type: expected a string, got a number",
        "$.error_code: expected a string, got a number",
        "$.fail_reason: expected a string, got an object",
        "$.begin_time: expected a time as a string or a number, got a list",
        "$.end_time: expected a time as a string or a number, got a boolean",
        "$.sub_jobs_total: expected a whole number, 0 or more, got a boolean",
        "$.entities.sub_jobs[0].job_id: expected a string, got a number",
    } == set(read.remarks)


@pytest.mark.parametrize("total", [-1, 2**63, 1.0, "3"])
def test_a_total_that_is_no_count_is_not_believed(total: Any) -> None:
    """Then the number of sub-jobs is the total."""
    assert 1 == decode(job(sub_jobs_total=total, sub_jobs=[job("a")])).sub_jobs_total


def test_the_total_may_exceed_the_list() -> None:
    """During INIT the list may be shorter than the total says."""
    assert 3 == decode(job(entities={"sub_jobs_total": 3, "sub_jobs": [job("a")]})).sub_jobs_total


@pytest.mark.parametrize("entities", [["a"], "text", 0, {"volume_id": "v"}])
def test_entities_are_kept_as_they_came(entities: Any) -> None:
    """Whatever `entities` is, it stays."""
    assert entities == decode(job(entities=entities)).entities


def test_missing_entities_are_empty() -> None:
    """A job without entities has none, and so has one with null."""
    assert {} == decode(job()).entities == decode(job(entities=None)).entities


def test_lone_surrogates_do_not_get_into_the_model() -> None:
    """Text that could be neither printed nor stored is repaired where the model takes it."""
    body = b'{"job_id":"root","status":"\\udc00A","job_type":"x\\ud800y","fail_reason":"\xc3\xa4"}'
    read = decode(body)
    assert ("\ufffdA", "x\ufffdy", "ä") == (read.raw_status, read.job_type, read.fail_reason)


def test_lone_surrogates_get_in_nowhere() -> None:
    """Neither as a resource's id nor as a name, nor below; whole pairs are what they stand for."""
    odd = job(entities={"server_id": "a\udc00", "\ud800_id": "b", "x": [["\udfff", "\U0001f600"]]})
    read = decode(odd)
    assert {"server_id": ("a\ufffd",), "\ufffd_id": ("b",)} == read.resource_ids
    assert [["\ufffd", "\U0001f600"]] == read.entities["x"]
    assert "\ud800" not in json.dumps(read.raw, ensure_ascii=False)


def test_remarks_are_bounded() -> None:
    """A list with very many odd items is told of in a few remarks and a number."""
    read = decode(with_sub_jobs([None] * 5000))
    assert 21 == len(read.remarks)
    assert "and 4980 more remarks" == read.remarks[-1]


def test_an_end_time_is_no_end() -> None:
    """Some services fill end_time in while the job runs."""
    assert not decode(job(status="RUNNING", end_time="2026-01-01T00:00:00Z")).done


def test_a_fallback_reason_is_read_of_failed_jobs_only() -> None:
    """What `entities` says is the reason only of a job that failed and gives none itself."""
    says = {"errorcode_message": "no host"}
    assert "no host" == decode(job(status="FAIL", entities=says)).fail_reason
    assert None is decode(job(status="RUNNING", entities=says)).fail_reason
    assert "own" == decode(job(status="FAIL", entities=says, fail_reason="own")).fail_reason


@pytest.mark.parametrize("put", [lambda sub: {"sub_jobs": sub}, with_sub_jobs])
def test_deep_trees_are_read_whole(put: Callable[[Any], dict[str, Any]]) -> None:
    """A tree of 300 levels keeps every node, wherever the sub-jobs lie."""
    body = b'{"job_id":"leaf","status":"RUNNING"}'
    for level in range(299, -1, -1):
        name = f"n{level}" if level else "root"
        body = json.dumps(put(["SUB"]) | job(name)).encode().replace(b'"SUB"', body)
    assert 301 == len(decode(body).flatten())


def test_wide_trees_are_read_whole() -> None:
    """10,000 sub-jobs are all there, in wire order."""
    names = [f"n{number}" for number in range(10_000)]
    assert names == ids(with_sub_jobs([job(name) for name in names]))


def test_a_profile_may_read_nodes_of_its_own_shape() -> None:
    """With `read` a Kubernetes-like job becomes one like all others; `raw` keeps what was sent."""
    leaf = {"metadata": {"uid": "leaf"}, "phase": "Running", "spec": {"job_type": "CreateNode"}}
    broken = {"metadata": None}
    wrong = {"metadata": {"uid": "root"}, "phase": "Running", "spec": {"sub_jobs": [leaf, broken]}}
    read = decode(wrong, profile=NESTED)
    assert [("leaf", "CreateNode")] == [(sub.job_id, sub.job_type) for sub in read.sub_jobs]
    assert wrong == read.raw
    assert ("$.sub_jobs[1]: an object that is no sub-job, ignored",) == read.remarks


def test_a_job_that_a_profile_cannot_read_is_told_of() -> None:
    """Whatever its reader raises or returns then, the answer makes no sense."""
    error = refused({"metadata": 5}, profile=NESTED)
    assert "$: expected an object that is a job, got one that the profile cannot read" in str(error)


def test_the_common_words_mean_themselves() -> None:
    """All of them are in every built-in profile, and UNKNOWN is none."""
    assert set(Status) - {Status.UNKNOWN} == set(COMMON_STATUSES.values())
    assert all(word == status for word, status in COMMON_STATUSES.items())
