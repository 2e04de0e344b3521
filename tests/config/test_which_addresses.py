"""Which addresses count of those that arguments and variables give."""

import pytest
from sources import KEY, found, sources


def test_a_cloud_that_is_given_is_not_asked_at_other_addresses() -> None:
    """Addresses from below the source that names the cloud are another cloud's."""
    environ = {
        **KEY,
        "ASYNCJOBS_ENDPOINT": "https://x.example",
        "OS_AUTH_URL": "https://iam.example/v3",
    }
    resolved = found(environ, cloud="otc", region="eu-de")
    assert {"cloud": "otc", "region": "eu-de", "regional": {}} == resolved.settings()


def test_endpoints_of_the_environment() -> None:
    """One for all, or SERVICE=URL for each, with white space between."""
    one = found({"ASYNCJOBS_ENDPOINT": "https://x.example"})
    assert "https://x.example" == one.values["endpoint"].value
    two = found({"ASYNCJOBS_ENDPOINT": "ecs=https://a.example evs=https://b.example"})
    assert ("https://b.example", "environment ASYNCJOBS_ENDPOINT") == sources(two)["endpoint evs"]


def test_addresses_by_region() -> None:
    """HUAWEICLOUD_SDK_REGION_*: of several the first, as the vendor's SDK takes them."""
    name = "HUAWEICLOUD_SDK_REGION_ECS_EU_DE"
    resolved = found({name: "https://a.example, https://b.example"})
    assert {"ECS_EU_DE": "https://a.example"} == resolved.settings()["regional"]
    assert ("https://a.example", f"environment {name}") == sources(resolved)["endpoint ECS_EU_DE"]


def test_what_is_not_heard_is_told() -> None:
    """And is no reason not to go on."""
    environ = {**KEY, "HW_CLOUD": "otc", "HW_SIGNING_ALGORITHM": "HmacSM3"}
    resolved = found({**environ, "HUAWEICLOUD_SDK_REGIONS_FILE": "/there/regions.yaml"})
    resolved.check()
    file, algorithm = resolved.remarks
    assert "HUAWEICLOUD_SDK_REGIONS_FILE is not read" in file
    assert "HW_SIGNING_ALGORITHM 'HmacSM3' is not supported" in algorithm
    assert () == found({**environ, "HW_SIGNING_ALGORITHM": "HmacSHA256"}).remarks


@pytest.mark.parametrize("cloud", [{"ASYNCJOBS_CLOUD": "otc"}, {"HW_CLOUD": "otc"}, None])
def test_addresses_by_region_stand_as_high_as_the_tools(cloud: dict[str, str] | None) -> None:
    """They are another cloud's where an argument, or a variable of our own, names the cloud."""
    environ = {"HUAWEICLOUD_SDK_REGION_ECS_EU_DE": "https://ecs.example", "ASYNCJOBS_TOKEN": "t"}
    if cloud is None:
        resolved = found({**environ, "HW_CLOUD": "huaweicloud"}, cloud="otc", region="eu-de")
    else:
        resolved = found({**environ, **cloud}, region="eu-de")
    assert (cloud == {"HW_CLOUD": "otc"}) == bool(resolved.regional)


def test_what_was_found_is_found_again() -> None:
    """A client that is opened with it has the same settings, wherever they came from."""
    environ = {"HUAWEICLOUD_SDK_REGION_ECS_EU_DE": "https://ecs.example", "OS_TOKEN": "t"}
    for more in ({"HW_CLOUD": "otc"}, {"HW_REGION_NAME": "eu-de"}, {"HW_AUTH_URL": "https://i.x"}):
        first = found({**environ, **more})
        arguments = first.client_arguments()
        again = found(arguments.pop("environ"), **arguments)
        assert first.settings() == again.settings()


def test_an_address_is_shown_without_what_may_be_secret() -> None:
    """It is refused later on, and must not be told before."""
    resolved = found(
        {"ASYNCJOBS_ENDPOINT": "https://me:canary@x.example", "OS_AUTH_URL": "https://y/?canary"},
        auth="canary",
    )
    assert "https://me" not in str(sources(resolved))
    assert "canary" not in str(sources(resolved)) + repr(resolved)
