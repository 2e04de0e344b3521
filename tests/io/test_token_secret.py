"""Secrets stay secret, and what a user may give as credentials."""

import copy
import json
import pickle

import canaries
import pytest

from asyncjobs.auth import Secret, Token, as_auth
from asyncjobs.errors import ConfigError


def test_secret_is_not_shown() -> None:
    """A secret shows itself only to who asks for it by name."""
    secret = Secret(canaries.TOKEN)

    assert canaries.TOKEN == secret.reveal()
    assert "*** *** [***] Token(***)" == f"{secret} {secret!r} {[secret]} {Token(secret)!r}"
    for copied in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps, vars):
        with pytest.raises(TypeError):
            copied(secret)


def test_secrets_compare() -> None:
    """Two secrets are equal if their texts are; a secret never equals a text."""
    assert Secret("a") == Secret("a\n")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert 1 == len({Secret("a"), Secret("a")})


def test_as_auth() -> None:
    """A text, a secret and a callable become a token; a credential stays what it is."""
    token = Token(canaries.TOKEN)

    assert token is as_auth(token)
    assert all(isinstance(as_auth(given), Token) for given in ("t", Secret("t"), lambda: "t"))


@pytest.mark.parametrize("given", [None, b"t", 7, Token, str])
def test_as_auth_refuses(given: object) -> None:
    """Anything else is refused, and the message says what to give."""
    with pytest.raises(ConfigError, match="give a project's token"):
        as_auth(given)  # type: ignore[arg-type]
