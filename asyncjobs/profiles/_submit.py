"""Find the job_id in what a service answers to a submit call."""

import inspect
from collections.abc import Mapping
from typing import Any

from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.errors import SubmitError
from asyncjobs.profiles._error_body import find_error, text_of
from asyncjobs.profiles._json import excerpt, read_value
from asyncjobs.profiles._layout import json_type

# As ECS, EVS and ELB spell it, and their neighbours (BMS and SFS Turbo; CCE).
_NAMES = ("job_id", "jobId", "jobid", "jobID")
_ORDERS = ("order_id", "orderId")


def submitted_job_id(answer: object, service: str) -> str:
    """Return the job_id in a submit answer, checked; see `Profile.job_id`."""
    if isinstance(answer, Mapping):
        return _from_object(answer, service)
    if isinstance(answer, str | bytes | bytearray):
        return _from_text(answer, service)
    job_id = getattr(answer, "job_id", None)
    if isinstance(job_id, str):
        return check_id(job_id, "job_id")
    if callable(getattr(answer, "json", None)):
        return _from_response(answer, service)
    raise _no_job_id(service, f"a {type(answer).__name__} cannot be searched")


def _from_object(answer: Mapping[Any, Any], service: str) -> str:
    for name in _NAMES:
        if answer.get(name) not in (None, ""):
            return check_id(answer[name], "job_id")
    error = find_error(answer)
    if error is not None:
        told = ": ".join(safe_text(part) for part in (error.code, error.reason) if part)
        message = f"{service} refused the submit call, there is no job: {told}"
        raise SubmitError(message, code=error.code, reason=error.reason)
    orders = (text_of(answer.get(name)) for name in _ORDERS)
    order_id = next((order_id for order_id in orders if order_id), None)
    if order_id is not None:
        raise SubmitError(
            f"{service} answered with order {safe_text(order_id, 64)} alone, there is no job_id "
            "yet: wait until the order is paid and finished, then ask for what was ordered"
        )
    names = ", ".join(safe_text(name, 40) for name in list(answer)[:10])
    raise _no_job_id(service, f"it holds {names}" if names else "it is empty")


def _from_text(answer: str | bytes | bytearray, service: str) -> str:
    whole = answer.encode("utf-8", "replace") if isinstance(answer, str) else bytes(answer)
    text = whole.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] not in ("{", "["):
        return check_id(text, "job_id")
    try:
        value = read_value(text)
    except (ValueError, RecursionError):
        raise _no_job_id(service, f"it is not JSON, it begins {excerpt(whole)}") from None
    return _from_value(value, service)


def _from_response(answer: Any, service: str) -> str:
    if inspect.iscoroutinefunction(answer.json):
        raise _no_job_id(service, "its json() has to be awaited: give what that returns")
    try:
        value = answer.json()
    except (ValueError, RuntimeError) as error:
        raise _no_job_id(service, f"its json() fails with {type(error).__name__}") from None
    return _from_value(value, service)


def _from_value(value: object, service: str) -> str:
    if isinstance(value, Mapping):
        return _from_object(value, service)
    raise _no_job_id(service, f"it is {json_type(value)}, not an object")


def _no_job_id(service: str, why: str) -> SubmitError:
    return SubmitError(
        f"no job_id in the submit answer of {service}: {why}; give the answer as an object, "
        "as JSON text or as the HTTP response, or the job_id itself"
    )
