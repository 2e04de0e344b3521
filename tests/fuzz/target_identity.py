"""What an identity service answers to a login, with or without a token."""

from fuzz_tools import answer_in, is_safe

from asyncjobs.auth._answers import date_of, object_at, refusal, time_of
from asyncjobs.auth._secret import Secret

ALLOWED = ()
SECRET = Secret("a-secret")


def target(data: bytes) -> None:
    """Read all that a login reads of an answer, and the refusal that it may be."""
    _, response = answer_in(data)
    token = object_at(response, "token")
    for time in (time_of(token.get("expires_at")), date_of(response)):
        assert time is None or time.tzinfo is not None
    error = refusal(response, "no login", {401: "check the password"}, [SECRET])
    assert is_safe(str(error))
    assert "a-secret" not in str(error)
