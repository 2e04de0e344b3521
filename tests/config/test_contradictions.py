"""Settings of which half is there, or that several sources give: one error that names them."""

import pytest
from sources import KEY, OTC_CLOUD, USER, Held, found, refusal

OTC_IAM = "https://iam.eu-de.otc.t-systems.com/v3"


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
        ({"OS_TOKEN": "canary", "OS_AUTH_TYPE": "v3oidc"}, ["v3oidc", "OS_AUTH_TYPE", "v3aksk"]),
        ({"OS_TOKEN": "canary", "OS_AUTH_TYPE": "password"}, ["without username and password"]),
        ({**KEY, "HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-nl"}, ["OS_REGION_NAME"]),
        ({**KEY, "HW_CLOUD": "otc", "HCS_CLOUD": "cloud.example"}, ["HW_CLOUD", "HCS_CLOUD"]),
        (
            {**KEY, "HW_CLOUD": "myhuaweicloud.com", "OS_AUTH_URL": OTC_IAM},
            ["HW_CLOUD", "OS_AUTH_URL"],
        ),
        ({**KEY, "HW_CLOUD": "cloud.example", "OS_AUTH_URL": OTC_IAM}, ["HW_CLOUD", "OS_AUTH_URL"]),
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
        {**KEY, "OS_AUTH_URL": OTC_IAM},
        {**KEY, "OS_AUTH_URL": "https://iam.example/v3"},
        {**KEY, "HCS_CLOUD": "T Cloud Public", "OS_AUTH_URL": OTC_IAM},
    ],
)
def test_what_agrees_is_no_contradiction(environ: dict[str, str]) -> None:
    """The same said twice, and said in two ways, is fine."""
    found({"HW_CLOUD": "otc", **environ}).check()


def test_a_contradiction_that_does_not_matter_is_none() -> None:
    """What is said by an argument need not be agreed on below."""
    environ = {**KEY, "HW_REGION_NAME": "eu-de", "OS_REGION_NAME": "eu-nl"}
    found(environ, region="eu-de").check()


def test_an_address_to_sign_in_at_of_another_cloud() -> None:
    """No password goes there, unless one source says both, or the address is said above."""
    user = {"HW_USER_NAME": "me", "HW_USER_PASSWORD": "canary", "HW_DOMAIN_NAME": "mine"}
    environ = {**user, "HW_CLOUD": "myhuaweicloud.com", "HW_REGION_NAME": "cn-north-4"}
    message = refusal(found({**environ, "OS_AUTH_URL": OTC_IAM}))
    assert "HW_CLOUD and environment OS_AUTH_URL give different values for the cloud" in message
    found({**environ, "HW_AUTH_URL": OTC_IAM}).check()
    found({**environ, "ASYNCJOBS_AUTH_URL": OTC_IAM}).check()
    found({**environ, "OS_AUTH_URL": OTC_IAM}, cloud="huaweicloud").check()


@pytest.mark.parametrize(
    ("prefix", "hint"),
    [("OS_", "say which by OS_AUTH_TYPE"), ("ASYNCJOBS_", "; unset one"), ("HCS_", "; unset one")],
)
def test_the_type_is_asked_for_only_where_it_counts(prefix: str, hint: str) -> None:
    """Of several credentials OS_AUTH_TYPE chooses among OpenStack's variables alone."""
    names = ("ACCESS_KEY", "SECRET_KEY", "TOKEN", "AUTH_TOKEN")
    assert refusal(found({f"{prefix}{name}": "x" for name in names})).endswith(hint)


def test_the_type_is_asked_for_in_the_file() -> None:
    """Where clouds.yaml has several credentials, it can say which as well."""
    files = Held({"mine": {**OTC_CLOUD, "token": "t"}})
    assert "say which by auth_type" in refusal(found({"OS_CLOUD": "mine"}, files))


@pytest.mark.parametrize("arguments", [{}, {"os_cloud": "mine"}])
def test_a_way_to_sign_in_that_is_not_supported(arguments: dict[str, str]) -> None:
    """It is named, with those that are; nobody else's key is sent to that cloud instead."""
    auth = {**OTC_CLOUD["auth"], "application_credential_secret": "canary"}
    for name in ("username", "password"):
        del auth[name]
    cloud = {"auth_type": "v3applicationcredential", "auth": auth}
    files = Held({"mine": cloud}, basic={"ak": "a", "sk": "s"})
    resolved = found({} if arguments else {"OS_CLOUD": "mine"}, files, **arguments)
    message = refusal(resolved)
    assert "'v3applicationcredential' (clouds.yaml cloud mine) is not supported" in message
    assert "v3password" in message
    assert "canary" not in message
    assert resolved.auth is None


def test_a_type_beside_other_credentials_does_not_matter() -> None:
    """A left-over OS_AUTH_TYPE says nothing of another tool's key."""
    found({**KEY, "OS_AUTH_TYPE": "v3oidcpassword", "HW_CLOUD": "otc"}).check()


def test_a_project_of_another_region_than_the_address() -> None:
    """The region is not guessed from an address that the project contradicts."""
    environ = {**USER, "OS_AUTH_URL": "https://iam.eu-de.otc.t-systems.com/v3"}
    message = refusal(found({**environ, "OS_PROJECT_NAME": "eu-nl_team"}))
    words = ("OS_AUTH_URL) is of region eu-de", "OS_PROJECT_NAME) of eu-nl", "ASYNCJOBS_REGION")
    assert [] == [word for word in words if word not in message]
    for more in (
        {"OS_PROJECT_NAME": "eu-de_team"},
        {"OS_PROJECT_NAME": "of-my-own"},
        {"OS_PROJECT_NAME": "eu-nl", "OS_REGION_NAME": "eu-nl"},
        {"OS_PROJECT_NAME": "eu-nl", "OS_PROJECT_ID": "p"},
    ):
        found({**environ, **more}).check("project_id", "region")


@pytest.mark.parametrize(
    "name", ["HW_ASSUME_ROLE_AGENCY_NAME", "HCS_ASSUME_ROLE_AGENCY_NAME", "OS_AGENCY_NAME"]
)
def test_an_agency_is_not_left_out_in_silence(name: str) -> None:
    """Jobs would be asked for in the wrong account's name; what is said above does not mind it."""
    environ = {name: "watchers", "HW_CLOUD": "otc"}
    files = Held(basic={"ak": "a", "sk": "s"})
    for credentials in (KEY, USER, {}):
        message = refusal(found({**environ, **credentials}, files))
        assert f"environment {name} names an agency" in message
        assert "auth=Agency(" in message
    found({**environ, "ASYNCJOBS_TOKEN": "t"}).check()
    found(environ, auth="token").check()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HW_ACCESS_KEY", '"canary"'),
        ("HW_SECRET_KEY", "'canary'"),
        ("HW_SECURITY_TOKEN", '"canary" '),
        ("OS_TOKEN", '"canary"'),
    ],
)
def test_quotes_are_no_part_of_a_key(name: str, text: str) -> None:
    """What a shell or a file left around a key is told, before the cloud refuses it."""
    message = refusal(found({**KEY, "HW_CLOUD": "otc", name: text}))
    assert f"environment {name} stands in quotes: give it without quotes" in message
    assert "canary" not in message


def test_quotes_may_be_part_of_a_password() -> None:
    """It is sent as it is."""
    auth = found({**USER, "OS_PASSWORD": '"pw"', "HW_CLOUD": "otc"}).auth
    assert '"pw"' == auth.password.reveal()


def test_what_cannot_be_read_does_not_hide_the_rest() -> None:
    """All else that was found is there to be shown, and no half is told that is none."""
    environ = {**KEY, "HW_REGION_NAME": "eu-de", "HW_SECRET_KEY": "canary\x07"}
    resolved = found({**environ, "ASYNCJOBS_ENDPOINT": "https://a https://b"})
    message = refusal(resolved)
    assert "several endpoints (environment ASYNCJOBS_ENDPOINT)" in message
    assert "secret_key of environment HW_SECRET_KEY holds" in message
    assert "without" not in message
    assert "eu-de" == resolved.values["region"].value
