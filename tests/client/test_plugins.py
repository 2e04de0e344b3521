"""Services that installed packages bring along."""

import logging
from importlib.metadata import EntryPoint

import pytest

from asyncjobs import Profile
from asyncjobs._plugins import GROUP, default_registry
from asyncjobs.profiles import BUILTIN

PROFILE = Profile(name="made_up", path="/v1/{project_id}/tasks/{job_id}")
TAKEN = Profile(name="ecs", path="/v1/{project_id}/tasks/{job_id}")


def point(value: str) -> EntryPoint:
    return EntryPoint(name="made_up", value=f"{__name__}:{value}", group=GROUP)


def test_an_installed_service_is_known() -> None:
    """Beside those that are shipped."""
    registry = default_registry([point("PROFILE")])
    assert registry["made_up"] is PROFILE
    assert len(registry) == len(BUILTIN) + 1


@pytest.mark.parametrize(
    ("value", "word"),
    [("MISSING", "AttributeError"), ("BUILTIN", "not a Profile"), ("TAKEN", "ecs")],
)
def test_a_broken_service_is_told_and_left_out(
    value: str, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One bad package does not take the others down."""
    with caplog.at_level(logging.WARNING, "asyncjobs"):
        registry = default_registry([point(value), point("PROFILE")])
    assert "made_up" in registry
    assert len(registry) == len(BUILTIN) + 1
    assert [True] == [word in record.getMessage() for record in caplog.records]
