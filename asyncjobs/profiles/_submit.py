"""Find the job_ids in what a service answers to a submit call."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.errors import SubmitError
from asyncjobs.profiles._error_body import ErrorBody, find_error, text_of
from asyncjobs.profiles._json import excerpt, read_value
from asyncjobs.profiles._layout import json_type

# As the services spell it; several ids may stand under each of them (CSS: "jobId": ["ff80..."]).
# Anti-DDoS calls its jobs tasks, and counts as error_code that all went well.
_NAMES = ("job_id", "jobId", "jobid", "jobID", "job_ids", "jobIds", "task_id")
# CCE's create calls answer with the cluster or node, and have the id in its status; CPH lists a job
# for each phone.
_NESTED, _LISTED = "status", "jobs"
_ORDERS = ("order_id", "orderId")
# The answers to ECS's batch calls (API reference, "Response (Batch Operation)"): done, no job.
_BATCHES = ("response", "internalError")
_JOB_URI = re.compile(r".*/jobs/([^/?#]+)(?:[?#].*)?", re.DOTALL)


@frozen
class Submitting:
    """How a service's submit answers are searched.

    Args:
        service: the profile's name.
        fake_job_ids: names under which it gives ids that cannot be asked for, and why.
    """

    service: str
    fake_job_ids: Mapping[str, str]

    def job_ids(self, answer: object) -> tuple[str, ...]:
        """Return the job_ids in a submit answer, checked; see `Profile.job_ids`."""
        if isinstance(answer, Mapping):
            return self._from_object(answer)
        if isinstance(answer, str | bytes | bytearray):
            return self._from_text(answer)
        named = {name: getattr(answer, name, None) for name in _NAMES}
        if any(isinstance(value, str | list) for value in named.values()):
            return self._from_object(named)
        if callable(getattr(answer, "json", None)):
            return self._from_response(answer)
        raise self._none(f"a {type(answer).__name__} cannot be searched")

    def job_id(self, answer: object) -> str:
        """Return the one job_id in a submit answer, checked; see `Profile.job_id`."""
        first, *more = self.job_ids(answer)
        if more:
            raise SubmitError(
                f"{self.service} answered with {len(more) + 1} job_ids, where one was asked for: "
                f"take jobs.refs({self.service!r}, answer), which names them all"
            )
        return first

    def _from_object(self, answer: Mapping[Any, Any]) -> tuple[str, ...]:
        for name, why in self.fake_job_ids.items():
            if answer.get(name):
                raise SubmitError(f"{self.service} answered with {name}, but {why}")
        for level in _levels(answer):
            found = _first_id(level)
            if found is not None:
                return _checked(found)
        uri = answer.get("uri")
        if isinstance(uri, str) and (match := _JOB_URI.fullmatch(uri)):
            return _checked(match[1])
        raise self._without_job_id(answer)

    def _without_job_id(self, answer: Mapping[Any, Any]) -> SubmitError:
        """Return the error for an answer that names no job."""
        error = find_error(answer)
        orders = (text_of(answer.get(name)) for name in _ORDERS)
        order_id = next((order_id for order_id in orders if order_id), None)
        if any(isinstance(answer.get(name), list) for name in _BATCHES):
            return self._batch(error or ErrorBody())
        if error is not None and (error.code or not order_id):
            return self._refused(error)
        if order_id is not None:
            return SubmitError(
                f"{self.service} answered with order {safe_text(order_id, 64)} alone, there is no "
                "job_id yet: wait until the order is paid and finished, then ask for what was "
                "ordered"
            )
        names = ", ".join(safe_text(name, 40) for name in list(answer)[:10])
        return self._none(f"it holds {names}" if names else "it is empty")

    def _refused(self, error: ErrorBody) -> SubmitError:
        told = ": ".join(safe_text(part) for part in (error.code, error.reason) if part)
        message = f"{self.service} refused the submit call, there is no job: {told}"
        return SubmitError(message, code=error.code, reason=error.reason)

    def _batch(self, error: ErrorBody) -> SubmitError:
        return SubmitError(
            f"{self.service} answered to a batch call, which has been carried out already and has "
            "no job: what became of each resource stands in the answer itself",
            code=error.code,
            reason=error.reason,
        )

    def _from_text(self, answer: str | bytes | bytearray) -> tuple[str, ...]:
        whole = answer.encode("utf-8", "replace") if isinstance(answer, str) else bytes(answer)
        text = whole.decode("utf-8", "replace").removeprefix("\ufeff")
        if text.lstrip()[:1] not in ("{", "["):
            return _checked(text)
        try:
            value = read_value(text)
        except (ValueError, RecursionError):
            raise self._none(f"it is not JSON, it begins {excerpt(whole)}") from None
        return self._from_value(value)

    def _from_response(self, answer: Any) -> tuple[str, ...]:
        if inspect.iscoroutinefunction(answer.json):
            raise self._none("its json() has to be awaited: give what that returns")
        try:
            value = answer.json()
        except (ValueError, RuntimeError) as error:
            raise self._none(f"its json() fails with {type(error).__name__}") from None
        return self._from_value(value)

    def _from_value(self, value: object) -> tuple[str, ...]:
        if isinstance(value, Mapping):
            return self._from_object(value)
        raise self._none(f"it is {json_type(value)}, not an object")

    def _none(self, why: str) -> SubmitError:
        return SubmitError(
            f"no job_id in the submit answer of {self.service}: {why}; give the answer as an "
            "object, as JSON text or as the HTTP response, or the job_id itself"
        )


def _levels(answer: Mapping[Any, Any]) -> Iterator[Mapping[Any, Any]]:
    """Yield the objects that may hold the id, outermost first."""
    yield answer
    nested, listed = answer.get(_NESTED), answer.get(_LISTED)
    if isinstance(nested, Mapping):
        yield nested
    if isinstance(listed, list):
        items = [_first_id(item) for item in listed if isinstance(item, Mapping)]
        yield {"job_ids": [item for item in items if item is not None]}


def _first_id(level: Mapping[Any, Any]) -> Any:
    return next((level[name] for name in _NAMES if level.get(name) not in (None, "", [])), None)


def _checked(value: object) -> tuple[str, ...]:
    """Return one id or several, each once, in the answer's order."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(check_id(_text(each), "job_id") for each in values))


def _text(value: object) -> object:
    """Return a number as the text that stands in the URL: CSE counts its jobs."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
