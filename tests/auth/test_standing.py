"""How a user stands with the identity service: the rule alone."""

import pytest

from asyncjobs import AuthError, ForbiddenError, ServiceError
from asyncjobs.auth._iam import Scope
from asyncjobs.auth._standing import Standing

HERE, THERE = "https://iam.eu-de.example.com", "https://iam.eu-nl.example.com"
OWN, SECOND, THIRD, FOURTH = (Scope(HERE, f"p{number}") for number in range(1, 5))
ALONE: frozenset[str] = frozenset()


def refusal(status: int = 401) -> AuthError:
    return AuthError("refused", http_status=status)


def trouble() -> AuthError:
    return AuthError("no way", retryable=True, retry_after=7.0)


def proven(*scopes: Scope) -> Standing:
    standing = Standing()
    for scope in scopes or (OWN,):
        standing.accepted(scope)
    return standing


def struck(standing: Standing, *scopes: Scope) -> Standing:
    for scope in scopes:
        assert isinstance(standing.judged(scope, refusal(), ALONE), ForbiddenError)
    return standing


def test_two_refusals_bar_a_third_project() -> None:
    """But no project that worked before: there a login is what ends the row."""
    standing = struck(proven(OWN), SECOND, THIRD)
    with pytest.raises(ForbiddenError, match="the last 2 logins"):
        standing.check(FOURTH, 0)
    standing.check(OWN, 0)


def test_a_login_that_works_ends_the_row() -> None:
    """Of refusals: from then on they are counted anew."""
    standing = struck(proven(OWN), SECOND)
    standing.accepted(OWN)
    struck(standing, THIRD).check(FOURTH, 0)


@pytest.mark.parametrize("status", [403, 404, 400, None])
def test_only_a_refused_password_is_counted(status: int | None) -> None:
    """What is final for another reason locks nobody out."""
    standing = proven(OWN)
    for scope in (SECOND, THIRD):
        standing.judged(scope, AuthError("no", http_status=status), ALONE)
    standing.check(FOURTH, 0)


@pytest.mark.parametrize("status", [403, 404, 400, None])
def test_only_a_refused_password_is_refused_for_all_projects(status: int | None) -> None:
    """What is final for another reason may be no matter of the next project."""
    standing = Standing()
    error = AuthError("no", http_status=status)
    assert error is standing.judged(OWN, error, ALONE)
    standing.check(SECOND, 0)
    standing.judged(OWN, refusal(), ALONE)
    with pytest.raises(AuthError, match="refused"):
        standing.check(SECOND, 0)


def test_trouble_is_of_those_who_waited() -> None:
    """Whoever comes later is told when it is tried again, by its own login."""
    standing = Standing()
    assert isinstance(standing.judged(OWN, trouble(), ALONE), AuthError)
    with pytest.raises(AuthError, match="no way"):
        standing.check(SECOND, 0)
    standing.check(SECOND, standing.troubles(SECOND))


def test_trouble_at_one_identity_service_is_of_its_region() -> None:
    """Where there is another: its jobs go on, and its logins are not refused for it."""
    standing = Standing()
    error = standing.judged(OWN, trouble(), {THERE})
    assert (ServiceError, True, 7.0) == (type(error), error.retryable, error.retry_after)
    assert "only the jobs of that region" in str(error)
    standing.check(Scope(THERE, "p9"), standing.troubles(Scope(THERE, "p9")))
    standing.check(Scope(THERE, "p9"), 0)
    with pytest.raises(ServiceError, match="no way"):
        standing.check(SECOND, 0)


def test_trouble_at_all_identity_services_is_of_the_client() -> None:
    """Until one of them lets the user in again."""
    standing, elsewhere = Standing(), Scope(THERE, "p9")
    standing.judged(OWN, trouble(), {THERE})
    assert isinstance(standing.judged(elsewhere, trouble(), {HERE}), AuthError)
    standing.accepted(OWN)
    assert not isinstance(standing.judged(elsewhere, trouble(), {HERE}), AuthError)
