"""Why credentials were refused, by the code and the words of the gateway.

Sources: the API gateway's user guide, "Common Errors Related to IAM Authentication Information" and
"What Should I Do If the App Authentication Information Is Incorrect?"; the API gateway's page of
error codes; EVS and IAM error codes.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, refused

from asyncjobs.errors import AuthError
from asyncjobs.profiles._auth_problem import ADVICE, AuthProblem, auth_problem

IAM = "Incorrect IAM authentication information: "
APP = "Incorrect app authentication information: "
QUOTED = "verify aksk signature fail, canonicalRequest:GET|/v1/|host:h|x-sdk-date:20190126T033427Z"
TEXTS: list[tuple[str, str, AuthProblem]] = [
    ("APIGW.0301", IAM + "verify aksk signature fail", "signature"),
    ("APIGW.0301", IAM + QUOTED, "signature"),
    ("APIGW.0301", IAM + "verify signature fail", "signature"),
    ("APIG.0301", IAM + "Get secretKey failed,ak:AKIA,err:ak not exist", "signature"),
    ("APIGW.0301", IAM + "ak LTAI5t not exist", "signature"),
    ("APIG.0303", APP + "app not found, appkey 01177c425f71487ea362ba84dc4abe5e1", "signature"),
    ("APIGW.0301", IAM + "AK access failed to reach the limit,forbidden.", "locked"),
    ("APIGW.0301", IAM + "AK access failed to reach the limit, forbidden", "locked"),
    ("IAM.0011", "The account is locked.", "locked"),
    (
        "APIG.0303",
        APP + "signature expired, signature time:20230527T000431Z,server time:20230527T020608Z",
        "clock",
    ),
    ("APIGW.0301", IAM + "signature expired", "clock"),
    ("APIGW.0303", "Incorrect app authentication information.", "clock"),
    ("APIGW.0301", IAM + "token expires", "expired_token"),
    ("APIGW.0307", "The token must be updated.", "expired_token"),
    ("APIG.0307", "", "expired_token"),
    ("APIGW.0301", IAM + "x-auth-token has expired", "expired_token"),
    ("APIGW.0301", IAM + "decrypt token fail", "token"),
    ("APIGW.0301", IAM + "x-auth-token not found", "token"),
    ("APIGW.0301", IAM + "Unauthorized", "token"),
    ("Common.0013", "Invalid token in the header.", "token"),
    ("APIGW.0305", "Incorrect authentication information.", "token"),
    ("Own.1", "", "token"),
]


@pytest.mark.parametrize(("code", "reason", "problem"), TEXTS)
def test_each_text_of_the_gateway_tells_its_problem(
    code: str, reason: str, problem: AuthProblem
) -> None:
    """One code stands for many problems; the words beside it tell them apart, and the cure."""
    error = refused({"error_code": code, "error_msg": reason}, 401)
    assert isinstance(error, AuthError)
    assert not error.retryable
    assert problem == auth_problem(error)
    assert ADVICE[problem] in str(error)


def test_a_locked_key_is_left_alone() -> None:
    """The message says how long the lock lasts, and not to ask meanwhile."""
    text = IAM + "AK access failed to reach the limit,forbidden."
    message = str(refused({"error_code": "APIGW.0301", "error_msg": text}, 401))
    assert "locked for five minutes" in message
    assert "stop asking" in message


@PATIENT
@given(st.none() | st.text(), st.none() | st.text())
def test_every_refusal_has_one_problem(code: str | None, reason: str | None) -> None:
    """Any text is one of the five."""
    assert auth_problem(AuthError("no", code=code, reason=reason)) in ADVICE
