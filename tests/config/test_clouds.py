"""The table of clouds: what they are called, and where their services are."""

import pytest

from asyncjobs import ConfigError, JobRef
from asyncjobs.config import CLOUDS, Settings, cloud_called


def url(service: str = "ecs", **settings: object) -> str:
    """Return where a service is asked."""
    return Settings(project_id="p", **settings).url_of(JobRef(service, "j"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cloud", "region", "expected"),
    [
        ("huaweicloud", "cn-north-4", "https://ecs.cn-north-4.myhuaweicloud.com"),
        ("huaweicloud_cn", "cn-north-4", "https://ecs.cn-north-4.myhuaweicloud.cn"),
        ("huaweicloud_eu", "eu-west-101", "https://ecs.eu-west-101.myhuaweicloud.eu"),
        ("otc", "eu-de", "https://ecs.eu-de.otc.t-systems.com"),
        ("otc_swiss", "eu-ch2", "https://ecs.eu-ch2.sc.otc.t-systems.com"),
        ("flexibleengine", "eu-west-0", "https://ecs.eu-west-0.prod-cloud-ocb.orange-business.com"),
        ("sbercloud", "ru-moscow-1", "https://ecs.ru-moscow-1.hc.sbercloud.ru"),
        ("cloud.example", "site-1", "https://ecs.site-1.cloud.example"),
    ],
)
def test_where_a_service_is(cloud: str, region: str, expected: str) -> None:
    """Each cloud has its pattern of host names; every other is a Cloud Stack's domain."""
    assert expected == url(cloud=cloud, region=region)


@pytest.mark.parametrize(
    ("cloud", "region", "expected"),
    [
        ("huaweicloud", "cn-north-4", "https://iam.cn-north-4.myhuaweicloud.com"),
        ("otc", "eu-nl", "https://iam.eu-nl.otc.t-systems.com"),
        ("otc_swiss", "eu-ch2", "https://iam-pub.eu-ch2.sc.otc.t-systems.com"),
        ("cloud.example", "site-1", "https://iam-apigateway-proxy.cloud.example"),
    ],
)
def test_where_one_signs_in(cloud: str, region: str, expected: str) -> None:
    """The identity service has a host name of its own in some clouds."""
    settings = Settings(cloud=cloud)
    assert expected == settings.identity_endpoint(region)


def test_the_classic_balancer_of_a_cloud_stack_is_asked_at_the_vpc_host() -> None:
    """A host exception concerns one service of one cloud."""
    assert "https://vpc.r-1.cloud.example" == url("elb", cloud="cloud.example", region="r-1")
    assert "https://elb.eu-de.otc.t-systems.com" == url("elb", cloud="otc", region="eu-de")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("OTC", "otc"),
        ("T Cloud Public", "otc"),
        ("open-telekom-cloud", "otc"),
        ("otc.t-systems.com", "otc"),
        ("otc-swiss", "otc_swiss"),
        ("sc.otc.t-systems.com", "otc_swiss"),
        ("myhuaweicloud.com", "huaweicloud"),
        (" Huawei Cloud ", "huaweicloud"),
        ("myhuaweicloud.eu", "huaweicloud_eu"),
        ("Flexible Engine", "flexibleengine"),
        ("My.Cloud.Example", "my.cloud.example"),
    ],
)
def test_what_users_call_a_cloud(words: str, expected: str) -> None:
    """Names in any spelling, other names that are in use, and domains as HW_CLOUD has them."""
    assert expected == cloud_called(words).name


@pytest.mark.parametrize("name", ["otcc", "", 5, None, "a/b.example", "https://x.example", "a..b"])
def test_a_cloud_that_there_is_not(name: object) -> None:
    """The message lists the clouds that there are."""
    with pytest.raises(ConfigError, match=r"known: huaweicloud, .*flexibleengine"):
        cloud_called(name)


def test_a_slip_is_understood() -> None:
    """A name that is nearly right gets a hint."""
    with pytest.raises(ConfigError, match="did you mean flexibleengine"):
        cloud_called("flexibelengine")


@pytest.mark.parametrize(
    ("cloud", "zone", "region"),
    [
        ("huaweicloud", "cn-east-2c", "cn-east-2"),
        ("huaweicloud", "xy-new-7a", "xy-new-7"),
        ("otc", "eu-de-01", "eu-de"),
        ("otc_swiss", "eu-ch2a", "eu-ch2"),
        ("flexibleengine", "eu-west-0b", "eu-west-0"),
    ],
)
def test_an_availability_zone_is_no_region(cloud: str, zone: str, region: str) -> None:
    """It is refused with the region that is meant."""
    with pytest.raises(ConfigError, match=rf"availability zone: give its region, {region}$"):
        url(cloud=cloud, region=zone)


@pytest.mark.parametrize("region", ["EU-DE", "eu_de", "eu.de", "", "-eu", "eu--de", "x" * 64, "é"])
def test_a_region_that_no_host_name_can_hold(region: str) -> None:
    """Its form is checked before a host name is made of it."""
    with pytest.raises(ConfigError, match=r"region '.*' cannot be one"):
        url(cloud="otc", region=region or "-")


def test_a_region_that_is_new_is_accepted() -> None:
    """Clouds open regions faster than tables learn of them."""
    assert "https://ecs.eu-fr.otc.t-systems.com" == url(cloud="otc", region="eu-fr")


def test_a_region_of_another_cloud_is_refused() -> None:
    """A region that is known for another cloud is a mistake."""
    with pytest.raises(ConfigError, match="one of huaweicloud, not of otc"):
        url(cloud="otc", region="cn-north-4")


def test_every_host_of_the_table_can_be_asked() -> None:
    """Each region of each cloud gives an address, over TLS, of that cloud's domain."""
    for cloud in CLOUDS:
        for region in cloud.regions:
            address = url(cloud=cloud.name, region=region)
            assert address.startswith("https://ecs.")
            assert address.endswith(cloud.domain)
