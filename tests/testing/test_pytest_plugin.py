"""The fixture that comes with the installed package."""

from cloud_tools import look

from asyncjobs.testing import FakeCloud
from asyncjobs.testing.pytest_plugin import fake_cloud

__all__ = ["fake_cloud"]


def test_the_fixture_is_a_cloud_without_jobs(fake_cloud: FakeCloud) -> None:
    """A test that names the fixture has a cloud of its own."""
    assert [] == fake_cloud.refs
    assert "INIT" == look(fake_cloud, fake_cloud.job("ecs")).raw_status
