"""Which jobs a command line means."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncjobs.cli._ids import parse_id, read_ids
from asyncjobs.errors import AsyncJobsError, ConfigError, InvalidIdError
from asyncjobs.models import JobRef


def test_service_and_job_id() -> None:
    """A service and a job_id are joined by a colon."""
    assert JobRef("ecs", "8aace0c8") == parse_id("ecs:8aace0c8")


def test_the_resource_whose_job_it_is() -> None:
    """It stands before the job_id: a Kafka instance, a graph."""
    assert JobRef("dms", "t1", resource_id="i1") == parse_id("dms:i1/t1")


@pytest.mark.parametrize("text", ["", ":", "ecs", "ecs:", ":8aac", "8aace0c8523c"])
def test_half_an_id(text: str) -> None:
    """What lacks the service or the job_id is refused, and the form is shown."""
    with pytest.raises(ConfigError, match="give SERVICE:JOB_ID, such as ecs:"):
        parse_id(text)


@pytest.mark.parametrize("job_id", ["..", "a%2f", "a/..", "a b", "a\x1b[31m", "a" * 129])
def test_id_that_must_not_stand_in_a_url(job_id: str) -> None:
    """A job_id that would leave its place in the URL is refused, and shown harmlessly."""
    with pytest.raises(InvalidIdError, match="job_id") as caught:
        parse_id(f"ecs:{job_id}")
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("text", ["dms:/t1", "dms:../t1", "dms:a/b/t1"])
def test_resource_that_must_not_stand_in_a_url(text: str) -> None:
    """It is checked as the job_id is."""
    with pytest.raises(InvalidIdError, match="resource_id"):
        parse_id(text)


def test_mistyped_option() -> None:
    """What begins with a hyphen is an option, not a job."""
    with pytest.raises(ConfigError, match="unknown option '--timout'"):
        read_ids(["--timout", "ecs:1"], None)


def test_arguments_are_taken_in_order_and_once() -> None:
    """The jobs keep their order; one that is named twice counts once."""
    refs = read_ids(["ecs:2", "evs:1", "ecs:2"], None)
    assert (JobRef("ecs", "2"), JobRef("evs", "1")) == refs


def test_none_need_be_named_where_there_are_others() -> None:
    """Neither as arguments nor in the stream; what is named counts, and `-` wants a stream."""
    assert () == read_ids([], None, or_none=True) == read_ids([], BytesIO(b"\n"), or_none=True)
    assert (JobRef("ecs", "1"),) == read_ids([], BytesIO(b"ecs:1"), or_none=True)
    with pytest.raises(ConfigError, match="no job was named"):
        read_ids(["-"], None, or_none=True)


def test_stream_when_nothing_is_named() -> None:
    """Without arguments the ids come from the stream; blank lines and comments do not count."""
    stream = BytesIO(b"\xef\xbb\xbfecs:1\r\n\n  # the volumes\n evs:2  # the last one\n")
    assert (JobRef("ecs", "1"), JobRef("evs", "2")) == read_ids([], stream)


def test_hyphen_stands_for_the_stream() -> None:
    """A hyphen among the arguments is replaced with what the stream holds."""
    refs = read_ids(["ecs:1", "-", "ecs:3"], BytesIO(b"ecs:2\n"))
    assert ["1", "2", "3"] == [ref.job_id for ref in refs]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing\n"])
def test_stream_without_ids(content: bytes) -> None:
    """A stream that names no job is an error, not a success without work."""
    with pytest.raises(ConfigError, match="no job was named on the standard input"):
        read_ids([], BytesIO(content))


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_no_stream(arguments: list[str]) -> None:
    """Without arguments and at a terminal, the answer is how to name jobs."""
    with pytest.raises(ConfigError, match="no job was named; give SERVICE:JOB_ID"):
        read_ids(arguments, None)


@given(st.binary())
def test_any_stream(content: bytes) -> None:
    """Whatever the stream holds, the outcome is jobs or one of our errors with a printable text."""
    assert outcome(content)


def outcome(content: bytes) -> bool:
    """Tell whether a stream names jobs, or is refused in words that can be shown."""
    try:
        return bool(read_ids([], BytesIO(content)))
    except AsyncJobsError as error:
        return str(error).isprintable()
