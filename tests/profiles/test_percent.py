"""How far a service says that a job is."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, REGISTRY, decode, job

OF_100 = evolve(REGISTRY["ecs"], percent=("progress", "entities.progress"))
OF_1 = evolve(OF_100, percent_whole=1)


@pytest.mark.parametrize(
    ("sent", "percent"),
    [
        *(("9%", 9.0), ("9 %", 9.0), (" 60% ", 60.0), ("12.5%", 12.5), ("60", 60.0)),
        *((0, 0.0), (60, 60.0), (60.5, 60.5), (100, 100.0), ("0%", 0.0), ("100%", 100.0)),
    ],
)
def test_a_percentage_is_read(sent: Any, percent: float) -> None:
    """As a text with or without the sign, or as a number."""
    read = decode(job(progress=sent), profile=OF_100)
    assert (percent, ()) == (read.percent, read.remarks)


@pytest.mark.parametrize(
    ("sent", "percent"), [(0.4, 40.0), (1, 100.0), (0, 0.0), ("0.29", 29.0), ("40%", 40.0)]
)
def test_a_part_of_one_is_read(sent: Any, percent: float) -> None:
    """Where the service counts so; a text with the sign means what it says."""
    assert percent == decode(job(progress=sent), profile=OF_1).percent


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_said(nothing: Any) -> None:
    """As RDS and DDS do unless a job is under way; the next place is looked at."""
    assert None is decode(job(progress=nothing), profile=OF_100).percent
    assert 5.0 == decode(job(progress=nothing, entities={"progress": 5}), profile=OF_100).percent


@pytest.mark.parametrize(
    "nonsense", ["half", "%", "-1%", "101%", 101, -1, True, [], {}, "1e1", 10**400]
)
def test_nonsense_is_remarked_and_ignored(nonsense: Any) -> None:
    """A job is no worse for it."""
    read = decode(job(progress=nonsense), profile=OF_100)
    assert ("RUNNING", None) == (read.status, read.percent)
    assert ["$.progress: expected 0 to 100 or a percentage"] == [
        remark.partition(",")[0] for remark in read.remarks
    ]


def test_sub_jobs_have_their_own() -> None:
    """Each says how far it is itself."""
    read = decode(job(progress="9%", sub_jobs=[job("a", progress=30), job("b")]), profile=OF_100)
    assert [9.0, 30.0, None] == [node.percent for node in read.flatten()]


def test_a_service_that_says_nothing_is_not_asked() -> None:
    """A field of that name may mean anything."""
    assert None is decode(job(progress="9%")).percent


def test_a_job_that_is_further_is_another_snapshot() -> None:
    """Two snapshots are equal only if they are equally far."""
    assert decode(job(progress=1), profile=OF_100) != decode(job(progress=2), profile=OF_100)


@PATIENT
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text())
def test_whatever_is_sent_a_percentage_is_one(sent: Any) -> None:
    """From 0 to 100, or None."""
    read = decode(job(progress=sent), profile=OF_100)
    assert read.percent is None or 0 <= read.percent <= 100
