"""The file in which it is kept how long jobs take."""

from math import inf

from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.durations_json import loaded
from asyncjobs._core.pacing import View
from asyncjobs.errors import ConfigError

ALLOWED = (ConfigError,)


def target(data: bytes) -> None:
    """Read the file, plan by it, and save it: what is saved is read again as the same."""
    text = data.decode("utf-8", "replace")
    durations = Durations.from_json(text)
    pacing = Adaptive(durations=durations)
    for kind, _ in loaded(text)[:3]:
        view = View(kind.service, kind.job_type)
        assert 0 < pacing.pause(view, 0.5) < inf
        assert 0 <= pacing.worth(view, 100.0) < inf
    again = Durations.from_json(durations.to_json())
    assert again.to_json() == Durations.from_json(again.to_json()).to_json()
