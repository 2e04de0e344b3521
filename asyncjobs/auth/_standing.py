"""What refused logins mean, for the client and for one project: too many lock a user out."""

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._box import fresh
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
    _trouble: AuthError | None = None
    """Why the last login failed, if it was for a passing reason."""
    troubles: int = 0
    """How often that happened."""

    @property
    def proven(self) -> bool:
        """Whether the user was let in anywhere."""
        return bool(self._proven)

    def check(self, scope: Scope, troubles: int) -> None:
        """Refuse a login that is of no use, or could do harm.

        Args:
            scope: what it is for.
            troubles: how many there had been when this login was wanted: one that came while it
                waited for its turn is its own as well.

        Raises:
            AuthError: the user was refused before, or the identity service is in trouble.
            ForbiddenError: the last projects that were tried were refused.
        """
        known = self._refused or (self._trouble if troubles < self.troubles else None)
        if known is not None:
            raise fresh(known)
        if self._strikes >= _defaults.LOGIN_STRIKES and scope not in self._proven:
            message = (
                f"no token was asked for: the last {self._strikes} logins for other projects were "
                "refused, and one more might lock the user out; ask for a role in each project"
            )
            raise ForbiddenError(message)

    def accepted(self, scope: Scope) -> None:
        """Note that a login worked."""
        self._proven.add(scope)
        self._strikes, self._trouble = 0, None

    def judged(self, scope: Scope, error: AuthError) -> ServiceError:
        """Return what a failure is: an AuthError if it concerns the whole client."""
        if error.retryable:
            self._trouble = error
            self.troubles += 1
            return error
        doubted = error.http_status == _UNAUTHORIZED
        self._strikes += doubted
        if self._proven - {scope} and not (doubted and scope in self._proven):
            return _of_project(error)
        if doubted:
            self._refused = error
        return error


def _of_project(error: AuthError) -> ServiceError:
    kind = ForbiddenError if error.http_status in {_UNAUTHORIZED, _FORBIDDEN} else ServiceError
    return kind(
        f"{error}; logins for other projects work, so it is this project that is out of reach",
        http_status=error.http_status,
        code=error.code,
        reason=error.reason,
        request_id=error.request_id,
    )
