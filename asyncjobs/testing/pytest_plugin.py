"""The pytest plugin: a fixture `fake_cloud`, there as soon as asyncjobs is installed."""

import pytest

from asyncjobs.testing._cloud import FakeCloud


@pytest.fixture
def fake_cloud() -> FakeCloud:
    """Give a test a cloud of its own: see `asyncjobs.testing.FakeCloud`."""
    return FakeCloud()
