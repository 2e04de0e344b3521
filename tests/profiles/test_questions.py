"""Where a poll's request goes, and with which headers: the same for each look at a job."""

from collections.abc import Mapping

import pytest
from hostile_ids import BITS, HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT

from asyncjobs import JobRef, Registry
from asyncjobs._core.records import Poll
from asyncjobs._questions import questioner
from asyncjobs.config import Settings
from asyncjobs.errors import ConfigError, InvalidIdError

ENDPOINT = "https://cloud.example"
REGISTRY = Registry()
SETTINGS = Settings(endpoint=ENDPOINT, project_id="p", domain_id="d")
QUESTION_OF = questioner(SETTINGS, REGISTRY)


def asked(ref: JobRef) -> tuple[str, Mapping[str, str]]:
    return QUESTION_OF(Poll((ref,), "lane", 0.0, 0))


def url_of(ref: JobRef) -> str:
    return REGISTRY[ref.service].url(ENDPOINT, ref, domain_id="d")


@pytest.mark.parametrize("service", [profile.name for profile in REGISTRY if profile.single])
def test_each_service_is_asked_at_its_own_url(service: str) -> None:
    """It is that of the profile, for each job of a project or resource alike."""
    for job_id in ("8aac", "JOB-2"):
        ref = JobRef(service, job_id, "p", resource_id="r")
        assert url_of(ref) == asked(ref)[0]


def test_what_is_the_whole_accounts_is_asked_for_in_its_name() -> None:
    """The header names the account; all requests of a service share their headers."""
    service = next(profile.name for profile in REGISTRY if profile.of_domain)
    first, second = (asked(JobRef(service, job_id, "p"))[1] for job_id in ("1", "2"))

    assert "d" == first["X-Domain-Id"]
    assert first is second
    assert "X-Domain-Id" not in asked(JobRef("ecs", "1", "p"))[1]


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_hostile_id_is_never_asked_for(value: str) -> None:
    """Whatever was asked for before it, of the same project or of another one."""
    asked(JobRef("ecs", "8aac", "p"))
    for ref in (JobRef("ecs", value, "p"), JobRef("ecs", "j", value)):
        for _ in range(2):
            with pytest.raises(InvalidIdError):
                asked(ref)


def test_an_id_that_is_missing_is_named_with_its_job() -> None:
    """Not with some other job of that service."""
    with pytest.raises(ConfigError, match="8aac: a project_id is needed"):
        asked(JobRef("ecs", "8aac"))


IDS = st.text() | st.text(st.sampled_from("aA0._-/%?#\\ ~"), max_size=12) | st.sampled_from(BITS)


@PATIENT
@given(IDS, IDS)
def test_any_ids_are_refused_or_meant_exactly(job_id: str, project_id: str) -> None:
    """The quick way to a URL says what the thorough one does."""
    ref = JobRef("ecs", job_id, project_id)
    try:
        url = url_of(ref)
    except InvalidIdError:
        with pytest.raises(InvalidIdError):
            asked(ref)
    else:
        assert url == asked(ref)[0]
