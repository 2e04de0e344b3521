"""What refused logins mean, for the client and for one project: too many lock a user out."""

from collections import Counter
from collections.abc import Set as AbstractSet

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._box import fresh
from asyncjobs._retell import of_kind
from asyncjobs.auth._iam import Scope
from asyncjobs.errors import AuthError, ForbiddenError, ServiceError

_UNAUTHORIZED, _FORBIDDEN = 401, 403


@define
class Standing:
    """How a user stands with the identity service.

    A password that was refused is not tried again, whatever it is wanted for: some clouds lock a
    user after three wrong ones within ten minutes (IAM user guide, "Account Lockout": 3 to 10).
    Where it has worked for another project, a refusal is first of all a matter of the project.
    """

    _proven: set[Scope] = field(factory=set)
    """Where it has worked."""
    _strikes: int = 0
    """Refusals in a row."""
    _refused: AuthError | None = None
    """The refusal that was of the user, not of a project."""
    _trouble: dict[str, ServiceError] = field(factory=dict)
    """Why the last login failed, by identity service, if it was for a passing reason."""
    _troubles: Counter[str] = field(factory=Counter)
    """How often that happened."""

    @property
    def proven(self) -> bool:
        """Whether the user was let in anywhere."""
        return bool(self._proven)

    def troubles(self, scope: Scope) -> int:
        """Return how often a login where `scope` is known failed for a passing reason."""
        return self._troubles[scope.identity]

    def check(self, scope: Scope, troubles: int) -> None:
        """Refuse a login that is of no use, or could do harm.

        Args:
            scope: what it is for.
            troubles: how many there had been when this login was wanted: one that came while it
                waited for its turn is its own as well.

        Raises:
            AuthError: the user was refused before, or the identity service is in trouble.
            ServiceError: it is in trouble, and others are not.
            ForbiddenError: the last projects that were tried were refused. It is over as soon as
                any login works.
        """
        if self._refused is not None:
            raise fresh(self._refused)
        if troubles < self.troubles(scope) and scope.identity in self._trouble:
            raise fresh(self._trouble[scope.identity])
        if self._strikes >= _defaults.LOGIN_STRIKES and scope not in self._proven:
            message = (
                f"no token was asked for: the last {self._strikes} logins for other projects were "
                "refused, and one more might lock the user out; ask for a role in each project"
            )
            raise ForbiddenError(message)

    def accepted(self, scope: Scope) -> None:
        """Note that a login worked."""
        self._proven.add(scope)
        self._strikes = 0
        self._trouble.pop(scope.identity, None)

    def judged(self, scope: Scope, error: AuthError, others: AbstractSet[str]) -> ServiceError:
        """Return what a failure is: an AuthError if it concerns the whole client.

        Args:
            scope: what the login was for.
            error: why it failed.
            others: the other identity services where logins are wanted.
        """
        if error.retryable:
            return self._passing(scope, error, others)
        doubted = error.http_status == _UNAUTHORIZED
        self._strikes += doubted
        if self._proven - {scope} and not (doubted and scope in self._proven):
            return _of_project(error)
        if doubted:
            self._refused = error
        return error

    def _passing(self, scope: Scope, error: AuthError, others: AbstractSet[str]) -> ServiceError:
        elsewhere = others - self._trouble.keys()
        trouble = _of_region(error) if elsewhere else error
        self._trouble[scope.identity] = trouble
        self._troubles[scope.identity] += 1
        return trouble


def _of_region(error: AuthError) -> ServiceError:
    message = f"{error}; it is only the jobs of that region that wait"
    return of_kind(ServiceError, error, message, retryable=error.retryable)


def _of_project(error: AuthError) -> ServiceError:
    kind = ForbiddenError if error.http_status in {_UNAUTHORIZED, _FORBIDDEN} else ServiceError
    message = f"{error}; logins for other projects work, so it is this project that is out of reach"
    return of_kind(kind, error, message, retryable=error.retryable)
