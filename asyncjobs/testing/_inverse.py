"""A job as a profile reads it: the profile turned round.

Where a profile has a reader of its own (`read`), nobody can turn that round: script whole bodies.
"""

from typing import Any

from asyncjobs.profiles import Profile
from asyncjobs.testing._node import Node
from asyncjobs.testing._setting import Body, Setting, flat

_WORDS = ("job_id", "job_type", "status", "begin_time", "end_time")


def any_service(node: Node, setting: Setting) -> Body:
    """Return a job with everything where the profile looks first."""
    profile, said = setting.profile, flat(node, setting, node.entities)
    reason, code = said.pop("fail_reason"), said.pop("error_code")
    body: Body = {}
    # The entities first: where others lie in them, these must not be written over.
    for word in ("entities", *_WORDS):
        if word in said:
            _put(body, _where(profile, word), said[word])
    _put(body, profile.reasons[0], reason)
    _put(body, profile.error_codes[0], code)
    if node.sub_jobs_total:
        _put(body, profile.sub_jobs_total[0], node.sub_jobs_total)
        _put(body, profile.sub_jobs[0], [any_service(sub, setting) for sub in node.sub_jobs])
    return body


def enveloped(job: Any, envelope: str) -> Body:
    """Return the body in which a profile finds a job, or the jobs of a list."""
    if not envelope:
        return dict(job)
    path, listed, _ = envelope.partition("[]")
    body: Body = {}
    _put(body, path, [job] if listed else job)
    return body


def _where(profile: Profile, word: str) -> str:
    """Return the first path of a word; empty if the service does not say it."""
    return next(iter(profile.fields.get(word, (word,))), "")


def _put(body: Body, dotted: str, value: Any) -> None:
    """Put `value` where a dotted path leads, unless something else is in the way."""
    *above, last = dotted.split(".")
    for key in above:
        inner = body.get(key) or {}
        if not isinstance(inner, dict):
            return
        # A copy: what a script gave is never changed.
        body[key] = dict(inner)
        body = body[key]
    if last:
        body[last] = value
