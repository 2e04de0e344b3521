"""What a body says beside the job: whose it is, in which words, by which clock."""

from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from asyncjobs.models import Status
from asyncjobs.profiles import Profile
from asyncjobs.testing._node import Node
from asyncjobs.testing._spellings import spelled

Body = dict[str, Any]


@frozen
class Setting:
    """What a body says beside the job."""

    profile: Profile
    project_id: str
    epoch: float
    """Seconds since 1970 at the cloud's second 0."""
    request_id: str

    def moment(self, at: float, precision: str = "milliseconds") -> str:
        """Return a second of the cloud's clock as the services write it."""
        text = datetime.fromtimestamp(self.epoch + at, UTC).isoformat(timespec=precision)
        return text.replace("+00:00", "Z")

    def word(self, word: str) -> str:
        """Return a status word as the service spells it."""
        return spelled(word, self.profile)


def flat(node: Node, setting: Setting, entities: Any, precision: str = "milliseconds") -> Body:
    """Return what a job says of itself in the classic family's words."""
    word = setting.word(node.status)
    meaning = setting.profile.meaning(word)
    body = {
        "job_id": node.job_id,
        "job_type": node.job_type,
        "begin_time": setting.moment(node.begin, precision),
        "end_time": setting.moment(node.since, precision) if meaning.done else "",
        "status": _number_or_text(word, meaning),
        "error_code": node.error_code if meaning.failed else None,
        "fail_reason": node.fail_reason if meaning.failed else None,
        "entities": entities,
    }
    for key in ("job_id", "status"):
        if body[key] == "":
            del body[key]
    return body


def _number_or_text(word: str, meaning: Status) -> int | str:
    """Return a status as it is sent: a few services have numbers for words."""
    is_number = word.removeprefix("-").isdecimal() and meaning is not Status.UNKNOWN
    return int(word) if is_number else word
