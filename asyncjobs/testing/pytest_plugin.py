"""The pytest plugin: a fixture `fake_cloud`, there as soon as asyncjobs is installed."""

import typing

import pytest

if typing.TYPE_CHECKING:
    from asyncjobs.testing import FakeCloud


@pytest.fixture
def fake_cloud() -> "FakeCloud":
    """Give a test a cloud of its own: see `asyncjobs.testing.FakeCloud`."""
    # pytest loads this module in every project, most of which never ask for the fixture.
    from asyncjobs.testing import FakeCloud  # noqa: PLC0415

    return FakeCloud()
