"""Where each service of each region is asked, and with which budget."""

from typing import Any

import pytest

from asyncjobs import ConfigError, JobRef
from asyncjobs.config import Settings


def at(settings: Settings, service: str = "ecs", region: str | None = None) -> str:
    """Return where a job is asked."""
    return settings.url_of(JobRef(service, "j", "p", region))


def test_placeholders_stand_for_what_changes() -> None:
    """One address serves all services and regions, the client's region where a job names none."""
    settings = Settings(endpoint="https://{service}-{region}.x.example/gw", region="r1")
    assert "https://ecs-r1.x.example/gw" == at(settings)
    assert "https://evs-r2.x.example/gw" == at(settings, "evs", "r2")


def test_an_address_goes_before_the_cloud_service_by_service() -> None:
    """What is given for one service leaves the others to the table."""
    settings = Settings(endpoint={"ecs": "https://own.example"}, cloud="otc", region="eu-de")
    assert "https://own.example" == at(settings)
    assert "https://evs.eu-de.otc.t-systems.com" == at(settings, "evs")


def test_the_vendors_variables_go_before_the_cloud() -> None:
    """HUAWEICLOUD_SDK_REGION_{SERVICE}_{REGION} counts for that service in that region alone."""
    settings = Settings(
        cloud="huaweicloud", region="cn-north-4", regional={"ECS_CN_NORTH_4": "https://own.example"}
    )
    assert "https://own.example" == at(settings)
    assert "https://ecs.cn-north-1.myhuaweicloud.com" == at(settings, "ecs", "cn-north-1")
    assert "https://evs.cn-north-4.myhuaweicloud.com" == at(settings, "evs")


def test_the_vendors_variables_name_services_by_their_host() -> None:
    """Its word for a service is mostly the host's; a profile may have another name."""
    settings = Settings(
        cloud="otc",
        region="eu-de",
        regional={"ELB_EU_DE": "https://own.example"},
        host_of={"elbv3": "elb"}.__getitem__,
    )
    assert "https://own.example" == at(settings, "elbv3")


def test_a_service_of_the_whole_account_is_of_no_region() -> None:
    """GEIP has one address in each cloud."""
    settings = Settings(cloud="huaweicloud", project_id="p")
    assert "https://eip.myhuaweicloud.com" == settings.url_of(JobRef("geip", "j"))


def test_a_service_may_have_a_host_of_another_name() -> None:
    """The profile knows it."""
    settings = Settings(cloud="otc", region="eu-de", host_of={"elbv3": "elb"}.__getitem__)
    assert "https://elb.eu-de.otc.t-systems.com" == at(settings, "elbv3")


def test_a_missing_region_is_told() -> None:
    """Without any region no host name can be made."""
    with pytest.raises(ConfigError, match=r"no region to ask ecs in: give region="):
        at(Settings(cloud="otc"))


def test_a_fixed_address_is_one_regions() -> None:
    """A job of another region than the client's is not asked there."""
    settings = Settings(endpoint="https://ecs.r1.example", region="r1")
    assert "https://ecs.r1.example" == at(settings, "ecs", "r1")
    with pytest.raises(ConfigError, match=r"put \{region\} into the endpoint"):
        at(settings, "ecs", "r2")


def test_without_a_region_of_its_own_an_address_takes_every_job() -> None:
    """Nobody said that the address is of one region."""
    assert "https://x.example" == at(Settings(endpoint="https://x.example"), "ecs", "anywhere")


def test_each_host_and_project_has_its_own_budget() -> None:
    """Jobs of one host and project share a lane; services, regions and projects differ."""
    settings = Settings(cloud="otc", region="eu-de")
    lanes = [
        settings.lane_of(JobRef(service, "j", project, region))
        for service in ("ecs", "evs")
        for project in ("p", "q")
        for region in (None, "eu-de", "eu-nl")
    ]
    assert 8 == len(set(lanes))
    assert lanes[0] == lanes[1]


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({}, "cloud="),
        ({"endpoint": "https://{host}.example"}, "only {service} and {region}"),
        ({"endpoint": "https://{.example"}, "only {service} and {region}"),
        ({"endpoint": "https://{service!r}.example"}, "only {service} and {region}"),
        ({"endpoint": {"ecs": "http://far.example"}}, "use https"),
        ({"endpoint": "https://x.example", "regional": {"ECS_R": "ftp://x"}}, "https://"),
        ({"endpoint": "https://x.example", "auth_url": "http://iam.example/v3"}, "auth_url"),
        ({"cloud": "nowhere"}, "no cloud is called"),
        ({"cloud": "otc", "region": "eu-de-01"}, "availability zone"),
        ({"cloud": "otc", "region": 5}, "region '5'"),
        ({"cloud": "otc", "region": "evil.example/x"}, "region 'evil.example/x'"),
        ({"endpoint": "https://{region}.example", "region": "evil.example#"}, "cannot be one"),
        ({"endpoint": "https://{region}.example", "region": "me@evil"}, "cannot be one"),
        ({"cloud": "otc", "domain_id": "../x"}, "domain_id"),
    ],
)
def test_what_cannot_be_is_refused_at_once(settings: dict[str, Any], word: str) -> None:
    """Before anything is asked, with one error."""
    with pytest.raises((ConfigError, ValueError)) as caught:
        Settings(**settings)
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"cloud": "otc", "auth_url": "https://iam.example/v3"}, "https://iam.example"),
        ({"cloud": "otc", "auth_url": "https://iam.example:443/v3/"}, "https://iam.example:443"),
        ({"cloud": "otc", "auth_url": "https://iam.{region}.example/v3"}, "https://iam.r1.example"),
        ({"endpoint": {"iam": "https://own.example", "ecs": "https://e"}}, "https://own.example"),
        ({"endpoint": "https://{service}.x.example"}, "https://iam.x.example"),
        ({"endpoint": "http://127.0.0.1:8000"}, "http://127.0.0.1:8000"),
        ({"endpoint": "https://ecs.example", "cloud": "otc"}, "https://iam.r1.otc.t-systems.com"),
    ],
)
def test_where_the_identity_service_is(settings: dict[str, Any], expected: str) -> None:
    """What is said goes before the cloud's own; /v3 belongs to the requests."""
    assert expected == Settings(**settings).identity_endpoint("r1")


def test_an_identity_service_that_is_not_known_is_asked_for() -> None:
    """No password is sent to the address of another service."""
    with pytest.raises(ConfigError, match="give auth_url="):
        Settings(endpoint="https://ecs.example").identity_endpoint("r1")
