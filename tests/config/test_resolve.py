"""Which settings count: arguments over the environment over files, and nothing put together."""

import pytest
from sources import KEY, OTC_CLOUD, USER, Held, found, refusal, sources

from asyncjobs.auth import AccessKey, Password, Token
from asyncjobs.config import Settings


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"ASYNCJOBS_TOKEN": "t"}, Token),
        ({"HW_AUTH_TOKEN": "t"}, Token),
        ({"OS_TOKEN": "t"}, Token),
        ({"OS_AUTH_TOKEN": "t"}, Token),
        ({"HUAWEICLOUD_SDK_AK": "a", "HUAWEICLOUD_SDK_SK": "s"}, AccessKey),
        (KEY, AccessKey),
        ({"HCS_ACCESS_KEY": "a", "HCS_SECRET_KEY": "s"}, AccessKey),
        ({"OS_ACCESS_KEY": "a", "OS_SECRET_KEY": "s", "OS_SECURITY_TOKEN": "t"}, AccessKey),
        (USER, Password),
        ({"HW_USER_NAME": "u", "HW_USER_PASSWORD": "p", "HW_DOMAIN_NAME": "d"}, Password),
        (
            {
                "ASYNCJOBS_USERNAME": "u",
                "ASYNCJOBS_PASSWORD": "p",
                "ASYNCJOBS_DOMAIN_ID": "d",
            },
            Password,
        ),
    ],
)
def test_credentials_of_the_environment(environ: dict[str, str], kind: type) -> None:
    """Each tool's variables give a credential."""
    resolved = found({"HW_CLOUD": "otc", **environ})
    resolved.check()
    assert isinstance(resolved.auth, kind)


def test_a_key_a_region_and_a_project_are_enough() -> None:
    """The region tells the cloud where there is but one that has it."""
    resolved = found({**KEY, "HW_REGION_NAME": "cn-north-4", "HW_PROJECT_ID": "p"})
    resolved.check("project_id", "region")
    assert ("huaweicloud", "region (environment HW_REGION_NAME)") == sources(resolved)["cloud"]
    assert "https://iam.cn-north-4.myhuaweicloud.com" == Settings(
        **resolved.settings()
    ).identity_endpoint(None)


def test_the_address_to_sign_in_tells_cloud_and_region() -> None:
    """What T Cloud Public's users export is enough."""
    environ = {**USER, "OS_AUTH_URL": "https://iam.eu-de.otc.t-systems.com/v3"}
    resolved = found({**environ, "OS_PROJECT_NAME": "eu-de_x"})
    resolved.check("project_id", "region")
    expected = {"cloud": "otc", "region": "eu-de"}
    assert expected == {name: sources(resolved)[name][0] for name in ("cloud", "region")}
    assert "eu-de_x" == resolved.auth.project


@pytest.mark.parametrize("region", ["eu-west-0", "eu-xx"])
def test_a_region_of_two_clouds_or_none_tells_nothing(region: str) -> None:
    """Who is meant must then be said."""
    resolved = found({**KEY, "HW_REGION_NAME": region})
    assert "cloud (ASYNCJOBS_CLOUD, HW_CLOUD, HCS_CLOUD)" in refusal(resolved)


def test_all_that_is_missing_is_told_at_once() -> None:
    """One error names every gap and the variables that fill it."""
    message = refusal(found({}), "project_id", "region")
    words = ("ASYNCJOBS_ENDPOINT", "ASYNCJOBS_PROJECT_ID", "ASYNCJOBS_REGION", "ASYNCJOBS_TOKEN")
    assert [] == [word for word in (*words, "auth", "OS_CLOUD") if word not in message]


def test_arguments_go_before_variables() -> None:
    """And asyncjobs' own variables before those of other tools."""
    environ = {**KEY, "HW_REGION_NAME": "theirs", "ASYNCJOBS_REGION": "ours"}
    assert "ours" == sources(found(environ))["region"][0]
    assert ("mine", "argument") == sources(found(environ, region="mine"))["region"]


def test_an_empty_variable_counts_as_absent() -> None:
    """Shells and compose files leave such behind."""
    environ = {**KEY, "ASYNCJOBS_TOKEN": "", "HW_REGION_NAME": " ", "OS_CLOUD": ""}
    resolved = found(environ)
    assert isinstance(resolved.auth, AccessKey)
    assert "region" not in resolved.values


def test_the_type_says_which_credentials_are_meant() -> None:
    """OS_AUTH_TYPE decides between several, as for openstacksdk."""
    both = {**USER, "OS_ACCESS_KEY": "a", "OS_SECRET_KEY": "s", "HW_CLOUD": "otc"}
    assert isinstance(found({**both, "OS_AUTH_TYPE": "v3password"}).auth, Password)
    assert isinstance(found({**both, "OS_AUTH_TYPE": "v3aksk"}).auth, AccessKey)


def test_what_is_left_over_does_not_mix_with_clouds_yaml() -> None:
    """Beside OS_CLOUD no other OS_ variable counts, as for openstacksdk; which, is told."""
    files = Held({"mine": OTC_CLOUD})
    left = {"OS_USERNAME": "x", "OS_PASSWORD": "x", "OS_AUTH_URL": "https://x.example/v3"}
    left |= {"OS_PROJECT_ID": "x", "OS_REGION_NAME": "eu-de", "OS_TOKEN": "\x07"}
    resolved = found({**left, "OS_CLOUD": "mine"}, files)
    resolved.check("project_id", "region")
    assert {"clouds.yaml cloud mine", "auth_url (clouds.yaml cloud mine)"} == {
        row.source for row in resolved.rows()
    }
    (remark,) = resolved.remarks
    assert [] == [name for name in left if name not in remark]


def test_our_own_variables_go_before_clouds_yaml() -> None:
    """They are meant for nothing else."""
    environ = {"OS_CLOUD": "mine", "ASYNCJOBS_PROJECT_NAME": "eu-nl_y"}
    resolved = found(environ, Held({"mine": OTC_CLOUD}))
    resolved.check("project_id", "region")
    assert ("eu-nl_y", "environment ASYNCJOBS_PROJECT_NAME") == sources(resolved)["project_name"]
    assert ("filed", "clouds.yaml cloud mine") == sources(resolved)["username"]
    assert () == resolved.remarks


def test_another_tools_variables_must_agree_with_clouds_yaml() -> None:
    """Nobody's key is sent to somebody else's cloud."""
    environ = {"OS_CLOUD": "mine", **KEY, "HW_REGION_NAME": "cn-north-4"}
    message = refusal(found(environ, Held({"mine": {**OTC_CLOUD, "region_name": "eu-nl"}})))
    assert "clouds.yaml cloud mine" in message
    assert "HW_REGION_NAME" in message
    assert "HW_SECRET_KEY" in message


def test_a_cloud_that_an_argument_names_is_read_alone() -> None:
    """Whatever variables lie around; asyncjobs' own may add which jobs are meant."""
    environ = {**KEY, "OS_PASSWORD": "x", "HW_PROJECT_ID": "x", "ASYNCJOBS_PROJECT_ID": "own"}
    environ |= {"HUAWEICLOUD_SDK_REGION_ECS_EU_NL": "https://x.example", "ASYNCJOBS_TOKEN": "x"}
    environ |= {"ASYNCJOBS_ENDPOINT": "https://x.example", "ASYNCJOBS_DOMAIN_ID": "d"}
    resolved = found(
        environ, Held({"mine": {**OTC_CLOUD, "region_name": "eu-nl"}}), os_cloud="mine"
    )
    resolved.check("project_id", "region")
    assert "filed" == resolved.auth.user
    assert {} == resolved.regional
    assert not {"endpoint", "token"} & set(resolved.values)
    # Id and name belong together: what the higher source lacks of them, no lower one adds.
    assert not {"project_id", "domain_id"} & set(resolved.values)


def test_the_vendors_file_is_the_last_resort() -> None:
    """It is read only where nothing else gives credentials."""
    files = Held(
        basic={"ak": "a", "sk": "s", "project_id": "p", "iam_endpoint": "https://i.example"}
    )
    resolved = found({"HW_REGION_NAME": "cn-north-4", "HW_CLOUD": "huaweicloud"}, files)
    resolved.check("project_id", "region")
    assert ("p", "credentials [basic]") == sources(resolved)["project_id"]
    for other in (KEY, {"OS_TOKEN": "t"}, {"ASYNCJOBS_TOKEN": "t"}, {"OS_PASSWORD": "half"}):
        unread = Held(basic={"ak": "a", "sk": "s"})
        found(other, unread)
        assert [] == unread.read


def test_the_vendors_file_that_a_variable_names_counts_with_its_family() -> None:
    """It must agree with other tools' variables, and stands below its own tool's."""
    named = {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "there"}
    files = Held(basic={"ak": "other", "sk": "s"})
    assert "HW_SECRET_KEY" in refusal(found({**named, **KEY}, files))
    own = {"HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "sk"}
    found({**named, **own, **KEY, "HW_CLOUD": "otc"}, files).check()


def test_credentials_that_are_given_are_not_looked_for() -> None:
    """Halves in the environment do not matter then, and no file is read."""
    files = Held(basic={"ak": "a"})
    resolved = found({"HW_ACCESS_KEY": "half"}, files, auth="token", cloud="otc")
    resolved.check()
    assert "token" == resolved.auth
    assert ("***", "argument") == sources(resolved)["auth"]
    assert [] == files.read


def test_a_passcode_makes_a_login_with_two_factors() -> None:
    """OS_PASSCODE belongs to the password; it wants the user's id."""
    environ = {**USER, "OS_PASSCODE": "123456", "OS_USER_ID": "u1", "HW_CLOUD": "otc"}
    assert "u1" == found(environ).auth.user_id
    del environ["OS_USER_ID"]
    assert "passcode" in refusal(found(environ))


def test_openstacks_own_name_for_the_environment() -> None:
    """OS_CLOUD=envvars stands for the variables themselves; no file is read."""
    files = Held()
    found({**USER, "OS_CLOUD": "envvars", "HW_CLOUD": "otc"}, files).check()
    assert [] == files.read


def test_a_cloud_that_is_named_gets_no_key_of_another_file() -> None:
    """Where the argument's cloud has no credentials, the vendor's file is not asked for some."""
    files = Held({"mine": {"region_name": "eu-de"}}, basic={"ak": "a", "sk": "s"})
    resolved = found({}, files, os_cloud="mine", cloud="otc")
    assert "credentials" in refusal(resolved)
    assert (None, ["clouds.yaml"]) == (resolved.auth, files.read)


def test_a_key_is_not_mixed_with_the_file_that_a_variable_names() -> None:
    """A security token that is left over there is of another key."""
    files = Held(basic={"ak": "other", "sk": "s", "security_token": "left-over"})
    environ = {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "there", "HW_CLOUD": "otc"}
    own = {"HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "sk"}
    resolved = found({**environ, **own}, files)
    resolved.check()
    assert (AccessKey("ak", "sk"), []) == (resolved.auth, files.read)


def test_files_do_not_matter_where_all_is_said() -> None:
    """Who has said who asks, and where, is not troubled by what OS_CLOUD names."""
    files = Held()
    environ = {"OS_CLOUD": "gone", "HUAWEICLOUD_SDK_CREDENTIALS_FILE": "gone"}
    environ |= {"ASYNCJOBS_TOKEN": "t", "OS_PROJECT_ID": "p"}
    resolved = found(environ, files, endpoint="https://x.example")
    resolved.check("project_id", "region")
    assert ([], "p") == (files.read, resolved.values["project_id"].value)
