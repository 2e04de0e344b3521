"""Profiles are values that are checked when they are made; a registry holds them by name."""

from typing import Any

import pytest
from attrs import evolve
from profile_answers import REGISTRY, decode, job

from asyncjobs.errors import ConfigError, UnknownServiceError
from asyncjobs.models import Status
from asyncjobs.profiles import BUILTIN, COMMON_STATUSES, Profile, Registry

PATH = "/v1/{project_id}/jobs/{job_id}"
OWN = Profile(name="own", path=PATH, statuses=COMMON_STATUSES | {"Done": Status.SUCCESS})


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "name takes lower-case letters"),
        ({"name": "ECS"}, "name takes"),
        ({"name": "a:b"}, "name takes"),
        ({"name": 5}, "name takes"),
        ({"path": "v1/{job_id}"}, "path takes"),
        ({"path": "/v1/{project_id}/jobs"}, "path takes"),
        ({"path": "/v1/{project_id}/jobs/{id}"}, "path takes"),
        ({"path": "/v1/{job_id!r}"}, "path takes"),
        ({"path": "/v1/{job_id.name}"}, "path takes"),
        ({"path": "/v1/../{job_id}"}, "path takes"),
        ({"path": "//evil/{job_id}"}, "path takes"),
        ({"path": "/v1/{job_id}#x"}, "path takes"),
        ({"path": "/v1/{job_id}\n"}, "path takes"),
        ({"path": None}, "path takes"),
        ({"envelope": "job."}, "envelope takes"),
        ({"envelope": ("job",)}, "envelope takes"),
        ({"sub_jobs": "sub_jobs"}, "sub_jobs takes a tuple"),
        ({"sub_jobs_total": ()}, "sub_jobs_total takes a tuple"),
        ({"reasons": ("error_msg", "")}, "reasons takes a tuple"),
        ({"error_codes": ["code"]}, "error_codes takes a tuple"),
        ({"statuses": {"DONE": "SUCCESS"}}, "statuses takes a mapping"),
        ({"statuses": {1: Status.SUCCESS}}, "statuses takes a mapping"),
        ({"statuses": ["DONE"]}, "statuses takes a mapping"),
    ],
)
def test_a_wrong_part_is_told_of_at_once(wrong: dict[str, Any], says: str) -> None:
    """The message names the profile, the part and the rule."""
    with pytest.raises(ConfigError, match=says):
        Profile(**{"name": "own", "path": PATH} | wrong)


def test_a_profile_is_a_value() -> None:
    """Equal if it says the same, hashable, and named by its name unless it has a title."""
    assert OWN == Profile(name="own", path=PATH, statuses=dict(OWN.statuses))
    assert 1 == len({OWN, evolve(OWN)})
    assert OWN != evolve(OWN, path="/v2/{job_id}")
    assert "own" == OWN.title


def test_words_of_its_own_are_read_in_any_case() -> None:
    """A profile's words are matched as the wire's are."""
    assert Status.SUCCESS is decode(job(status="DONE"), profile=OWN).status
    assert [Status.SUCCESS, Status.FAIL] == [OWN.meaning("dONE"), OWN.meaning("fail")]


def test_a_word_without_meaning_is_unknown() -> None:
    """A profile knows its own service's words and no others."""
    assert Status.UNKNOWN is REGISTRY["ecs"].meaning("COMPLETE")
    assert Status.SUCCESS is REGISTRY["elbv3"].meaning("COMPLETE")


@pytest.mark.parametrize("profile", BUILTIN, ids=lambda profile: profile.name)
def test_each_built_in_profile_says_where_it_is_from(profile: Profile) -> None:
    """It has a title and an API document, and knows the common words."""
    assert profile.title
    assert profile.api_document
    assert COMMON_STATUSES.items() <= profile.statuses.items()


def test_a_registry_holds_profiles_by_name() -> None:
    """It can be asked, counted and gone through; each is an instance of its own."""
    registry = Registry()
    registry.add(OWN)
    assert OWN is registry["own"]
    assert (True, False, False) == ("own" in registry, "own" in Registry(), 5 in registry)
    assert [*BUILTIN, OWN] == list(registry)
    assert (5, 4) == (len(registry), len(REGISTRY))
    assert "<Registry ecs elb elbv3 evs own>" == repr(registry)


def test_a_name_is_taken_once() -> None:
    """A second profile of the same name is refused, whoever brings it."""
    with pytest.raises(ConfigError, match="called ecs already"):
        Registry([*BUILTIN, evolve(OWN, name="ecs")])


def test_a_registry_takes_profiles_only() -> None:
    """Such as an entry point's wrong value."""
    with pytest.raises(ConfigError, match="not a str"):
        Registry(["ecs"])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ecx", "no service is called 'ecx' (known: ecs, elb, elbv3, evs); did you mean ecs?"),
        ("ELBV3", "did you mean elbv3?"),
        ("rds\n", "'rds\\x0a' (known: ecs, elb, elbv3, evs)"),
        (["ecs"], "no service is called"),
        (None, "no service is called"),
    ],
)
def test_an_unknown_name_lists_the_known_ones(name: Any, says: str) -> None:
    """And the nearest, if one is near; it is a LookupError too."""
    with pytest.raises(UnknownServiceError) as caught:
        REGISTRY[name]
    assert says in str(caught.value)
    assert isinstance(caught.value, LookupError)


def test_an_empty_registry_knows_none() -> None:
    """And says so."""
    with pytest.raises(UnknownServiceError, match="known: none"):
        Registry([])["ecs"]
