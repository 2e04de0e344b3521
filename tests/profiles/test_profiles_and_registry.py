"""Profiles are values that are checked when they are made; a registry holds them by name."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from profile_answers import REGISTRY, decode, job

from asyncjobs.errors import ConfigError, UnknownServiceError
from asyncjobs.models import Status
from asyncjobs.profiles import BUILTIN, COMMON_STATUSES, Listing, Profile, Registry

ROOT = Path(__file__).parents[2]
PROFILES = ROOT / "asyncjobs" / "profiles"
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
        ({"path": ""}, "path takes"),
        ({"path": "/v1/{region}/{job_id}"}, "path takes"),
        ({"host": "elb.example"}, "host takes"),
        ({"host": ""}, "host takes"),
        ({"host": None}, "host takes"),
        ({"list": "/v1/{project_id}/jobs"}, "list takes a Listing"),
        ({"envelope": "jobs[0]"}, "envelope takes"),
        ({"envelope": "[]"}, "envelope takes"),
        ({"fields": {"job_id": "id"}}, "fields takes a mapping"),
        ({"fields": {"fail_reason": ("reason",)}}, "fields takes a mapping"),
        ({"fields": {"job_id": ("a..b",)}}, "fields takes a mapping"),
        ({"fields": [("job_id", ("id",))]}, "fields takes a mapping"),
        ({"percent": "progress"}, "percent takes a tuple"),
        ({"percent_whole": 10}, "percent_whole takes 100, or 1"),
        ({"percent_whole": "1"}, "percent_whole takes"),
        ({"fake_job_ids": {"job_ids": None}}, "fake_job_ids takes a mapping"),
    ],
)
def test_a_wrong_part_is_told_of_at_once(wrong: dict[str, Any], says: str) -> None:
    """The message names the profile, the part and the rule."""
    with pytest.raises(ConfigError, match=says):
        Profile(**{"name": "own", "path": PATH} | wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"path": "/v1/{project_id}/jobs/{job_id}"}, "without {job_id}"),
        ({"path": "v1"}, "a listing's path takes"),
        ({"path": None}, "a listing's path takes"),
        ({"path": "/v1", "items": ""}, "a listing's items takes"),
        ({"path": "/v1", "items": None}, "a listing's items takes"),
        ({"path": "/v1", "marker": "marker"}, "marker and next_marker take"),
        ({"path": "/v1", "next_marker": "next"}, "marker and next_marker take"),
        ({"path": "/v1", "marker": "a&b", "next_marker": "next"}, "marker and next_marker take"),
        ({"path": "/v1", "marker": "", "next_marker": "next"}, "marker and next_marker take"),
        ({"path": "/v1", "marker": "m", "next_marker": "a..b"}, "marker and next_marker take"),
    ],
)
def test_a_wrong_listing_is_told_of_at_once(wrong: dict[str, Any], says: str) -> None:
    """As a profile's other parts."""
    with pytest.raises(ConfigError, match=says):
        Listing(**wrong)


def test_the_host_is_called_as_the_service_unless_said() -> None:
    """Underscores are no part of host names."""
    assert "gaussdb-opengauss" == REGISTRY["gaussdb_opengauss"].host
    assert ["elb", "elb"] == [REGISTRY[name].host for name in ("elb", "elbv3")]


def test_a_service_can_be_asked_for_one_job_unless_it_only_lists() -> None:
    """VPN has the list alone."""
    assert ["vpn", "vpn_p2c"] == [profile.name for profile in REGISTRY if not profile.single]


def test_services_are_strangers_to_each_other() -> None:
    """The contract that says so names each of them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (modules,) = (each["modules"] for each in contracts if each["type"] == "independence")
    assert sorted(f"asyncjobs.profiles.{profile.name}" for profile in REGISTRY) == modules


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
    assert PROFILES.joinpath(f"{profile.name}.py").exists()


def test_a_registry_holds_profiles_by_name() -> None:
    """It can be asked, counted and gone through; each is an instance of its own."""
    registry = Registry()
    registry.add(OWN)
    assert OWN is registry["own"]
    assert (True, False, False) == ("own" in registry, "own" in Registry(), 5 in registry)
    assert [*BUILTIN, OWN] == list(registry)
    assert (len(BUILTIN) + 1, len(BUILTIN)) == (len(registry), len(REGISTRY))
    assert "<Registry ecs own>" == repr(Registry([REGISTRY["ecs"], OWN]))


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
        ("ecx", "no service is called 'ecx' (known: antiddos, bms, cce, "),
        ("ecx", "); did you mean ecs?"),
        ("ELBV3", "did you mean elbv3?"),
        ("cbr\n", "'cbr\\x0a' (known: antiddos, "),
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
