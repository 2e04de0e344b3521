"""`asyncjobs config`, and what the other commands find by the same way."""

import json
from pathlib import Path

import canaries
import pytest
from cli_shell import Shell

from asyncjobs.testing import FakeCloud


def bare(shell: Shell, home: Path, **environ: str) -> Shell:
    """Return a shell without any settings of asyncjobs, in a home of its own."""
    kept = {name: text for name, text in shell.environ.items() if not name.startswith("ASYNCJOBS_")}
    return Shell({**kept, "HOME": str(home), **environ}, shell.warm)


def test_what_was_found(shell: Shell, url: str, cloud: FakeCloud) -> None:
    """A line for each setting, with its value and where it comes from; no credential is shown."""
    ran = shell.run("config", "--region", "eu-de")
    lines = [line.split(maxsplit=2) for line in ran.out.splitlines()]
    assert [
        ["setting", "value", "from"],
        ["endpoint", url, "environment ASYNCJOBS_ENDPOINT"],
        ["region", "eu-de", "argument"],
        ["project_id", cloud.project_id, "environment ASYNCJOBS_PROJECT_ID"],
        ["token", "***", "environment ASYNCJOBS_TOKEN"],
    ] == lines
    assert (0, "") == (ran.code, ran.err)


def test_what_was_found_as_json(shell: Shell, tmp_path: Path) -> None:
    """One object; what keeps the other commands from asking stands in it as well."""
    environ = {
        "HW_ACCESS_KEY": canaries.ACCESS_KEY,
        "HW_SECRET_KEY": canaries.SECRET_KEY,
        "HW_CLOUD": "otc",
    }
    ran = bare(shell, tmp_path, **environ).run("config", "--output", "json")
    value = json.loads(ran.out)
    told = {(row["setting"], row["value"], row["source"]) for row in value["settings"]}
    assert {
        ("cloud", "otc", "environment HW_CLOUD"),
        ("access_key", "***", "environment HW_ACCESS_KEY"),
        ("secret_key", "***", "environment HW_SECRET_KEY"),
    } == told
    assert "project_id" in value["problem"]
    assert value["problem"] in ran.error
    assert 2 == ran.code


def test_what_is_wrong_is_told_after_what_was_found(shell: Shell, tmp_path: Path) -> None:
    """The table first, then the one error, and 2."""
    environ = {"HUAWEICLOUD_SDK_AK": canaries.ACCESS_KEY, "HW_REGION_NAME": "cn-north-4"}
    ran = bare(shell, tmp_path, **environ).run("config")
    assert "environment HW_REGION_NAME" in ran.out
    assert "HUAWEICLOUD_SDK_AK) without secret_key" in ran.error
    assert 2 == ran.code


def test_an_address_that_cannot_be_used_is_told(shell: Shell) -> None:
    """What the settings are checked for when a client is opened is checked here as well."""
    ran = shell.run("config", "--cloud", "otcc")
    assert "did you mean otc" in ran.error
    assert 2 == ran.code


def test_a_cloud_of_clouds_yaml(shell: Shell, cloud: FakeCloud, url: str, tmp_path: Path) -> None:
    """`--os-cloud` and OS_CLOUD ask the cloud that the file describes."""
    entry = {
        "auth": {"token": cloud.token, "project_id": cloud.project_id},
        "region_name": "eu-de",
        "ecs_endpoint_override": f"{url}/v1/%(project_id)s",
    }
    path = tmp_path / ".config/openstack/clouds.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"clouds": {"mine": entry}}))
    path.chmod(0o600)
    job = f"ecs:{cloud.job('ecs', None, 'SUCCESS').job_id}"
    argued = bare(shell, tmp_path, HW_REGION_NAME="other").run("get", job, "--os-cloud", "mine")
    told = bare(shell, tmp_path, OS_CLOUD="mine").run("get", job)
    assert [(0, ""), (0, "")] == [(ran.code, ran.err) for ran in (argued, told)]
    assert "SUCCESS" in told.out


def test_the_vendors_file(shell: Shell, tmp_path: Path) -> None:
    """The credential file of the vendor's SDKs is found in the home."""
    path = tmp_path / ".huaweicloud/credentials"
    path.parent.mkdir()
    lines = [f"ak = {canaries.ACCESS_KEY}", f"sk = {canaries.SECRET_KEY}", "project_id = 0a1b"]
    path.write_text("\n".join(["[basic]", *lines]))
    path.chmod(0o600)
    ran = bare(shell, tmp_path).run("config", "--region", "cn-north-4")
    assert "huaweicloud" in ran.out
    assert f"{path} [basic]" in ran.out
    assert (0, "") == (ran.code, ran.err)


@pytest.mark.parametrize(
    "who",
    [
        {"OS_USERNAME": "alice", "OS_PASSWORD": canaries.PASSWORD, "OS_USER_DOMAIN_NAME": "acme"},
        {"OS_ACCESS_KEY": canaries.ACCESS_KEY, "OS_SECRET_KEY": canaries.SECRET_KEY},
    ],
)
def test_a_project_of_which_the_name_is_known(
    shell: Shell, cloud: FakeCloud, url: str, tmp_path: Path, who: dict[str, str]
) -> None:
    """Whoever signs in with a password or a key need not know the project's id."""
    cloud.user("alice", canaries.PASSWORD)
    cloud.access_key(canaries.ACCESS_KEY, canaries.SECRET_KEY)
    job_id = cloud.job("ecs", None, "SUCCESS", project_id=cloud.project("eu-de_team")).job_id
    place = {"ASYNCJOBS_ENDPOINT": url, "OS_AUTH_URL": f"{url}/v3", "OS_REGION_NAME": cloud.region}
    ran = bare(shell, tmp_path, **place, **who, OS_PROJECT_NAME="eu-de_team").run(
        "wait", f"ecs:{job_id}"
    )
    assert (0, "") == (ran.code, ran.err)


@pytest.mark.parametrize("options", [(), ("--output", "json")])
def test_what_is_amiss_is_told(shell: Shell, tmp_path: Path, options: tuple[str, ...]) -> None:
    """A secret that others can read, and variables that do not count: after what was found."""
    auth = {"username": "me", "password": canaries.PASSWORD, "user_domain_name": "acme"}
    path = tmp_path / ".config/openstack/clouds.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"clouds": {"mine": {"profile": "otc", "auth": auth}}}))
    path.chmod(0o644)
    ran = bare(shell, tmp_path, OS_CLOUD="mine", OS_USERNAME="you").run("config", *options)
    ignored, shared = ran.err.splitlines()
    assert "do not count: OS_USERNAME" in ignored
    assert f"{path} holds a secret and can be read by other users" in shared
    assert 0 == ran.code


@pytest.mark.parametrize(
    ("options", "environ", "word"),
    [
        (("--endpoint", "https://a", "--endpoint", "https://b"), {}, "several endpoints: "),
        (("--token-file", "/no/such"), {}, "cannot read the token file"),
        ((), {"ASYNCJOBS_ENDPOINT": "https://a https://b"}, "(environment ASYNCJOBS_ENDPOINT)"),
        ((), {"ASYNCJOBS_TOKEN": "two\nlines"}, "environment ASYNCJOBS_TOKEN"),
    ],
)
def test_what_cannot_be_read_is_told_as_json(
    shell: Shell, options: tuple[str, ...], environ: dict[str, str], word: str
) -> None:
    """Whoever reads the output by a program gets an object in any case."""
    ran = shell.run("config", "--output", "json", *options, **environ)
    assert word in json.loads(ran.out)["problem"]
    assert word in ran.error
    assert 2 == ran.code


def test_what_can_be_read_is_shown_beside_what_cannot(shell: Shell, cloud: FakeCloud) -> None:
    """One variable that makes no sense does not hide the others."""
    ran = shell.run("config", ASYNCJOBS_TOKEN="two\nlines")
    assert cloud.project_id in ran.out
    assert 2 == ran.code


def test_what_is_missing_to_sign_in(shell: Shell, tmp_path: Path) -> None:
    """The other commands would fail; that is told before they are run."""
    place = {"ASYNCJOBS_ENDPOINT": "https://ecs.example", "ASYNCJOBS_REGION": "r1"}
    user = {"ASYNCJOBS_USERNAME": "me", "ASYNCJOBS_PASSWORD": canaries.PASSWORD}
    asked = bare(shell, tmp_path, **place, **user, ASYNCJOBS_DOMAIN_NAME="acme")
    for command in (("config",), ("get", "ecs:8aac")):
        ran = asked.run(*command)
        assert "auth_url (ASYNCJOBS_AUTH_URL" in ran.error
        assert 2 == ran.code
