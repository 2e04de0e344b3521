"""clouds.yaml and its companions, read as openstacksdk reads them, but strictly."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from openstack.config import OpenStackConfig

from asyncjobs import ConfigError
from asyncjobs.config._clouds_yaml import CloudFiles, YamlFile, cloud_values
from asyncjobs.config._yaml import load

BASE = {
    "auth": {
        "auth_url": "https://iam.eu-de.otc.t-systems.com/v3",
        "username": "me",
        "password": "pw",
        "project_name": "eu-de_x",
        "user_domain_name": "OTC-1",
    },
    "region_name": "eu-de",
}
SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "as documented": (BASE, {}),
    "password apart": (
        {**BASE, "auth": {**BASE["auth"], "password": "old"}},  # type: ignore[dict-item]
        {"auth": {"password": "secure"}},
    ),
    "secure adds a key": ({"auth": {"auth_url": "https://i.example"}}, {"auth": {"token": "t"}}),
    "a profile": ({"profile": "otc", "auth": {"username": "u", "password": "p"}}, {}),
    "a profile, with a region": (
        {"profile": "otc", "region_name": "eu-nl", "auth": {"username": "u", "password": "p"}},
        {},
    ),
    "old words": (
        {
            "auth": {
                "auth-url": "https://i.example/v3",
                "username": "u",
                "password": 1234,
                "tenant-name": "t",
                "domain_name": "d",
            }
        },
        {},
    ),
    "project id at the top": ({"auth": {"auth_url": "https://i.example"}, "project_id": 77}, {}),
    "regions": ({"auth": BASE["auth"], "regions": ["eu-nl", "eu-de"]}, {}),
    "regions with values": (
        {
            "auth": {"auth_url": "https://iam.{region_name}.example/v3", "username": "u"},
            "regions": [{"name": "r1", "values": {"auth": {"username": "r1-user"}}}, "r2"],
        },
        {},
    ),
    "ids": (
        {
            "auth": {
                "auth_url": "https://i.example",
                "user_domain_id": "d",
                "project_id": "p",
                "password": "pw",
                "username": "u",
            }
        },
        {},
    ),
}
OURS = {
    "auth_url": "auth_url",
    "username": "username",
    "password": "password",
    "token": "token",
    "project_id": "project_id",
    "project_name": "project_name",
    "domain_name": "user_domain_name",
    "domain_id": "user_domain_id",
}


def ours(
    clouds: dict[str, Any], secure: dict[str, Any], region: str | None = None
) -> dict[str, str]:
    """Return what we read of a cloud."""
    apart = load(yaml.safe_dump({"clouds": {"mine": secure}})) if secure else None
    document = load(yaml.safe_dump({"clouds": {"mine": clouds}}))
    files = CloudFiles(YamlFile("clouds.yaml", document), YamlFile("secure.yaml", apart))
    return {name: found.text for name, found in cloud_values(files, "mine", region).items()}


def theirs(folder: Path, clouds: dict[str, Any], secure: dict[str, Any]) -> dict[str, str]:
    """Return what openstacksdk reads of a cloud, by our names."""
    names = ("clouds", "secure")
    for name, cloud in zip(names, (clouds, secure), strict=True):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump({"clouds": {"mine": cloud}}))
    reader = OpenStackConfig(
        config_files=[str(folder / "clouds.yaml")],
        secure_files=[str(folder / "secure.yaml")],
        vendor_files=[],
        load_envvars=False,
    )
    config = reader.get_one("mine", validate=False).config
    read = {name: config["auth"].get(key) for name, key in OURS.items()}
    return {name: value for name, value in read.items() if value} | (
        {"region": config["region_name"]} if config["region_name"] else {}
    )


@pytest.mark.filterwarnings("ignore:Support for InfluxDB")
@pytest.mark.parametrize("shape", SHAPES)
def test_openstacksdk_reads_the_same(shape: str, tmp_path: Path) -> None:
    """Its own reader finds the same values in the same files."""
    clouds, secure = SHAPES[shape]
    assert theirs(tmp_path, clouds, secure) == {
        name: value for name, value in ours(clouds, secure).items() if name in {*OURS, "region"}
    }


def test_the_swiss_profile() -> None:
    """The one that openstacksdk has lacks the scheme of its address; ours can be asked."""
    assert {
        "auth_url": "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3",
        "region": "eu-ch2",
    } == ours({"profile": "otc-swiss"}, {})


def test_a_profile_of_ones_own() -> None:
    """clouds-public.yaml may have profiles, and goes before those that are known."""
    files = CloudFiles(
        YamlFile(
            "clouds.yaml", {"clouds": {"mine": {"profile": "corp", "auth": {"username": "u"}}}}
        ),
        public=YamlFile(
            "clouds-public.yaml",
            {"public-clouds": {"corp": {"auth": {"auth_url": "https://i.example"}}}},
        ),
    )
    values = cloud_values(files, "mine")
    assert {"auth_url": "https://i.example", "username": "u"} == {
        name: found.text for name, found in values.items()
    }


def test_access_keys() -> None:
    """In either place and under either name, as otcextensions takes them."""
    short = ours({"ak": "a", "sk": "s"}, {})
    long = ours({"auth": {"access_key": "a"}}, {"auth": {"secret_key": "s"}})
    assert short == long == {"access_key": "a", "secret_key": "s"}


def test_the_region_that_is_wanted() -> None:
    """Its own values count; one that the file does not have is wanted all the same."""
    cloud = {"regions": ["r1", {"name": "r2", "values": {"auth": {"username": "u2"}}}]}
    assert {"region": "r2", "username": "u2"} == ours(cloud, {}, "r2")
    assert {"region": "r3"} == ours(cloud, {}, "r3")


def test_addresses_of_services() -> None:
    """`ecs_endpoint_override` without the version, which the profile's path has."""
    files = CloudFiles(
        YamlFile(
            "c",
            {
                "clouds": {
                    "mine": {
                        "ecs_endpoint_override": "https://e.example/v1/%(project_id)s",
                        "evs-endpoint-override": "https://v.example/gw/v2",
                        "identity_endpoint_override": "https://i.example/v3",
                    }
                }
            },
        )
    )
    expected = {
        "ecs": "https://e.example",
        "evs": "https://v.example/gw",
        "iam": "https://i.example",
    }
    assert expected == cloud_values(files, "mine")["endpoint"].value


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (None, "a mapping called clouds"),
        ([], "a mapping called clouds"),
        ({"clouds": []}, "a mapping called clouds"),
        ({"clouds": {"other": {}}}, r"no cloud 'mine' \(it has: other\)"),
        ({"clouds": {"mine": "canary"}}, "each cloud must be a mapping"),
        ({"clouds": {"mine": {"auth": "canary"}}}, "auth must be a mapping"),
        ({"clouds": {"mine": {"auth": {"password": ["canary"]}}}}, "password must be a text"),
        ({"clouds": {"mine": {"regions": "eu-de"}}}, "regions must be a list"),
        ({"clouds": {"mine": {"regions": [["eu-de"]]}}}, "name of a region must be a text"),
        (
            {"clouds": {"mine": {"profile": "nosuch"}}},
            r"profile 'nosuch' is not known \(otc, otc-s",
        ),
        ({"clouds": {"mine": {"profile": "https://x.example"}}}, "is not known"),
    ],
)
def test_a_file_of_another_form_is_refused(document: object, word: str) -> None:
    """With what is wrong, and nothing of what may be secret."""
    with pytest.raises(ConfigError, match=word) as caught:
        cloud_values(CloudFiles(YamlFile("clouds.yaml", document)), "mine")
    assert "canary" not in str(caught.value)
