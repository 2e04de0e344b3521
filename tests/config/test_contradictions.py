"""Settings of which half is there, or that several sources give: one error that names them."""

import pytest
from sources import KEY, found, refusal


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"HW_ACCESS_KEY": "canary"}, ["HW_ACCESS_KEY", "without secret_key"]),
        ({"HW_SECRET_KEY": "canary"}, ["HW_SECRET_KEY", "without access_key"]),
        ({"OS_SECURITY_TOKEN": "canary"}, ["OS_SECURITY_TOKEN", "without access_key and secret"]),
        ({"OS_PASSWORD": "canary"}, ["OS_PASSWORD", "without username"]),
        (
            {"HUAWEICLOUD_SDK_AK": "canary", "HW_SECRET_KEY": "canary"},
            ["HUAWEICLOUD_SDK_AK", "HW_SECRET_KEY"],
        ),
        ({"ASYNCJOBS_ACCESS_KEY": "canary", **KEY}, ["ASYNCJOBS_ACCESS_KEY"]),
        (
            {"OS_USERNAME": "me", "OS_PASSWORD": "canary", "OS_TOKEN": "canary"},
            ["OS_PASSWORD", "OS_TOKEN", "OS_AUTH_TYPE"],
        ),
        ({"OS_USERNAME": "me", "OS_PASSWORD": "canary"}, ["OS_PASSWORD", "the account"]),
        ({**KEY, "HUAWEICLOUD_SDK_AK": "canary", "HUAWEICLOUD_SDK_SK": "x"}, ["HW_SECRET_KEY"]),
        ({**KEY, "OS_TOKEN": "canary"}, ["HW_SECRET_KEY", "OS_TOKEN", "ASYNCJOBS_"]),
        ({"OS_TOKEN": "canary", "OS_AUTH_TYPE": "v3oidc"}, ["OS_AUTH_TYPE", "must be one of"]),
        ({"OS_TOKEN": "canary", "OS_AUTH_TYPE": "password"}, ["without username and password"]),
        ({**KEY, "HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-nl"}, ["OS_REGION_NAME"]),
        ({**KEY, "HW_CLOUD": "otc", "HCS_CLOUD": "cloud.example"}, ["HW_CLOUD", "HCS_CLOUD"]),
        ({**KEY, "HW_CLOUD": "nosuch", "HCS_CLOUD": "neither"}, ["HW_CLOUD", "HCS_CLOUD"]),
    ],
)
def test_halves_and_contradictions(environ: dict[str, str], words: list[str]) -> None:
    """One error that names the variables, says what to do, and shows no secret."""
    message = refusal(found(environ))
    assert [] == [word for word in words if word not in message]
    assert "canary" not in message


@pytest.mark.parametrize(
    "environ",
    [
        {**KEY, "HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "sk"},
        {**KEY, "HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-de"},
        {**KEY, "HW_CLOUD": "otc", "HCS_CLOUD": "otc.t-systems.com"},
        {**KEY, "HW_AUTH_URL": "https://iam.example", "OS_AUTH_URL": "https://iam.example/v3/"},
        {**KEY, "OS_USERNAME": "a-name-alone"},
    ],
)
def test_what_agrees_is_no_contradiction(environ: dict[str, str]) -> None:
    """The same said twice, and said in two ways, is fine."""
    found({"HW_CLOUD": "otc", **environ}).check()


def test_a_contradiction_that_does_not_matter_is_none() -> None:
    """What is said by an argument need not be agreed on below."""
    environ = {**KEY, "HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-nl"}
    found(environ, region="eu-de").check()
