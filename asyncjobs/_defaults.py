"""What holds where nobody says otherwise: every default that is a number, in one place."""

CONNECTIONS = 16
"""Exchanges at once, and connections kept."""

RATE = 5.0
"""Requests per second for each host and project: a starting value, as no cloud publishes one."""

BURST = 5
"""Requests that may go out together after a pause."""

EXCHANGE_TIMEOUT = 30.0
"""Seconds for one exchange as a whole."""

MAX_BODY = 32 * 2**20
"""Bytes of the largest answer that is read."""

WAIT_TIMEOUT = 3600.0
"""Seconds after which a wait ends that was given no timeout."""

PRICE = 0.2
"""Seconds of lag that one request is worth."""

CADENCE_FIRST, CADENCE_FACTOR, CADENCE_CEILING, CADENCE_JITTER = 2.0, 1.5, 30.0, 0.1
"""Seconds, growth, seconds and share: the pauses between looks at a running job."""

BACKOFF_FIRST, BACKOFF_FACTOR, BACKOFF_CEILING = 0.5, 2.0, 30.0
"""Seconds, growth and seconds: the pauses after failures."""

MAX_FAILURES, MAX_FAILING = 10, 300.0
"""Failures in a row, and seconds of nothing else, after which a job is given up."""

OUTAGE = 5
"""Polls in a row without an answer after which a host is asked by one probe at a time."""

PROBE_CEILING = 10.0
"""Seconds between these probes at most."""

STALL = 1.0
"""Seconds that the loop may be late before what became due meanwhile is spread."""

CROWD, SPREAD = 16, 10.0
"""More jobs than these that are due at once are spread, over so many seconds at most."""

PARKED = 300.0
"""Seconds between tries to renew credentials that could not be renewed for passing reasons, once
the waits have been told."""

FIRST_LOOK = 2.0
"""Seconds until the first look at most, at jobs of which nobody has said what kind they are: they
may be old, and may have ended."""

LONGEST_PAUSE = 86_400.0
"""Seconds between two looks at one job at most, whatever a pacing says."""

LAST_LOOK = 1.0
"""Seconds before the end of a wait at which its jobs are looked at for the last time."""

GRACE = 60.0
"""Seconds in which a new job may be unknown to its service."""

CONFIRM_AFTER = 5.0
"""Seconds after which a job that was seen and is missing is asked once more."""

CONFIRM_PAUSE = 1.0
"""Seconds between the looks that confirm an end."""

MAX_RETRY_AFTER = 300.0
"""Seconds that a service may ask us to wait at most."""

UNREAD = 16
"""Unread changes of one job from which on those of the same node are merged."""

TURN, TURN_TIME = 100, 0.005
"""Events that a reader is given, and seconds that it may take over them, before others have their
turn."""

SLICE = 500
"""Jobs that are taken in, given up or let go of before others have their turn."""

ENDS_KEPT = 100_000
"""Jobs that have ended, or were given up, that a watch remembers for its checkpoints."""

REMEMBERED = 1024
"""Ends of jobs that are remembered for late readers, and warnings that are not repeated."""

LOGIN_BACKOFF_FIRST, LOGIN_BACKOFF_FACTOR, LOGIN_BACKOFF_CEILING = 5.0, 2.0, 300.0
"""Seconds, growth and seconds: the pauses after logins that failed."""

LOGIN_ADVISORY, LOGIN_MANDATORY, LOGIN_MANDATORY_MAX = 0.1, 0.02, 60.0
"""Share, share and seconds of a token's life: before its end, when there is a login beside it, and
when the login is waited for."""

LOGIN_LIFETIME_MIN, LOGIN_LIFETIME = 10.0, 86_400.0
"""Seconds that a token is used at least; and at most, where its answer does not say."""

LOGIN_STRIKES = 2
"""Refused logins in a row after which no other project's is tried: three may lock the user out."""
