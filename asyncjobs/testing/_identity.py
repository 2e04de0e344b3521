"""Who may ask: users, agencies, access keys, and the tokens that were issued to them."""

import hmac
import math

from attrs import define, field, frozen

from asyncjobs.testing._job_ids import JobIds
from asyncjobs.testing._terms import Terms, domain_id

_WRONG_PASSWORDS = 5
_USER_LOCK = 15 * 60.0
"""Seconds. The documents say that wrong passwords lock a user, and not for how long."""
_BAD_SIGNATURES = 5
_KEY_LOCK = 5 * 60.0
"""Seconds (API Gateway user guide, common errors related to IAM authentication information)."""
_ISSUED = "fakecloud-issued-"
"""What every credential that is issued begins with, so that a test can look for it in what it was
told and what was logged."""


@define
class Lock:
    """Counts failures in a row; so many of them lock for a while."""

    most: int
    seconds: float
    failures: int = 0
    until: float = -math.inf

    def holds(self, now: float) -> bool:
        """Whether nothing is taken at `now`."""
        return now < self.until

    def count(self, now: float, *, right: bool) -> None:
        """Count one attempt."""
        self.failures = 0 if right else self.failures + 1
        if self.failures >= self.most:
            self.failures, self.until = 0, now + self.seconds


@define(eq=False)
class User:
    """Somebody who can sign in with a password."""

    name: str
    password: str = field(repr=False)
    domain: str
    user_id: str
    passcode: str | None = field(repr=False)
    """What a second factor says; None if the user has none."""
    lock: Lock = field(factory=lambda: Lock(_WRONG_PASSWORDS, _USER_LOCK))

    def is_called(self, name: str, domain: str) -> bool:
        """Whether these are the name or id of the user and of its domain."""
        return name in {self.name, self.user_id} and domain in _calls(self.domain)

    def admits(self, password: str, passcode: str | None, now: float) -> bool:
        """Whether somebody who says this is let in; a wrong word counts against the user."""
        right = _same(self.password, password) and self.passcode in {None, passcode}
        self.lock.count(now, right=right)
        return right


@define(eq=False)
class Key:
    """An access key, permanent or temporary."""

    access_key: str
    secret_key: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    expires: float = math.inf
    """Until when it is taken, in seconds on the cloud's clock."""
    lock: Lock = field(factory=lambda: Lock(_BAD_SIGNATURES, _KEY_LOCK))


@frozen
class Token:
    """What was issued to whom, for which project, until when."""

    text: str = field(repr=False)
    holder: tuple[str, str]
    """The name of the user or agency, and of its domain."""
    project_id: str | None
    methods: tuple[str, ...]
    issued: float
    expires: float


@define(eq=False, repr=False)
class Identity:
    """All of them."""

    terms: Terms
    ids: JobIds
    users: dict[tuple[str, str], User] = field(init=False, factory=dict)
    """By domain and name."""
    agencies: set[tuple[str, str]] = field(init=False, factory=set)
    keys: dict[str, Key] = field(init=False, factory=dict)
    tokens: dict[str, Token] = field(init=False, factory=dict)
    metadata_tokens: dict[str, float] = field(init=False, factory=dict)
    """Until when each is taken."""
    further_projects: dict[str, str] = field(init=False, factory=dict)
    logins: int = field(init=False, default=0)
    tokens_issued: int = field(init=False, default=0)
    signatures_accepted: int = field(init=False, default=0)
    signatures_refused: int = field(init=False, default=0)

    @property
    def projects(self) -> dict[str, str]:
        """The ids of all projects by name, the first one first."""
        return {self.terms.region: self.terms.project_id} | self.further_projects

    def has_project(self, project_id: str) -> bool:
        """Whether there is such a project."""
        return project_id == self.terms.project_id or project_id in self.further_projects.values()

    def enrol(self, name: str, password: str, domain: str, passcode: str | None) -> str:
        """Take on a user, or change one, whose tokens are dead then, and return the id."""
        known = self.users.get((domain, name))
        user_id = known.user_id if known else self.ids.hex()
        self.users[domain, name] = User(name, password, domain, user_id, passcode)
        holder = (name, domain)
        dead = [text for text, token in self.tokens.items() if token.holder == holder]
        for text in dead:
            del self.tokens[text]
        return user_id

    def user(self, name: str, domain: str) -> User | None:
        """Return a user by the name or id of both the user and the domain."""
        return next((user for user in self.users.values() if user.is_called(name, domain)), None)

    def agency(self, name: str, domain: str) -> tuple[str, str] | None:
        """Return an agency and its domain by its name and the name or id of the domain."""
        named = (agency for agency in self.agencies if agency[0] == name)
        return next((agency for agency in named if domain in _calls(agency[1])), None)

    def live_token(self, text: str, now: float) -> Token | None:
        """Return what was issued, unless it has expired."""
        token = self.tokens.get(text)
        return token if token and now < token.expires else None

    def issue(
        self, holder: tuple[str, str], project_id: str | None, methods: tuple[str, ...], now: float
    ) -> Token:
        """Issue a token to `holder`: a name and its domain."""
        text = _ISSUED + self.ids.hex() + self.ids.hex()
        expires = now + self.terms.token_lifetime
        token = Token(text, holder, project_id, methods, now, expires)
        self.tokens[text] = token
        self.tokens_issued += 1
        return token

    def metadata_token(self, seconds: float, now: float) -> str:
        """Issue what opens a server's metadata."""
        token = _ISSUED + self.ids.hex()
        self.metadata_tokens[token] = now + seconds
        return token

    def temporary_key(self, seconds: float, now: float) -> Key:
        """Issue an access key with a security token."""
        access_key = _ISSUED + self.ids.hex()[:20]
        secret_key, security_token = _ISSUED + self.ids.hex(), _ISSUED + self.ids.hex() * 4
        key = Key(access_key, secret_key, security_token, now + seconds)
        self.keys[access_key] = key
        return key


def _calls(domain: str) -> set[str]:
    """Return how a domain can be called: by its name and by its id."""
    return {domain, domain_id(domain)}


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
