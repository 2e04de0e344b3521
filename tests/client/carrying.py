"""Checkpoints on their way from one process to the next."""

from asyncjobs import Checkpoint, JobEvent, Watch


def carried(watch: Watch) -> Checkpoint:
    """Take a checkpoint to another process and back."""
    return Checkpoint.from_json(watch.checkpoint().to_json())


async def read(watch: Watch, number: int) -> list[JobEvent]:
    """Read so many events, or fewer if there are no more."""
    told: list[JobEvent] = []
    while len(told) < number:
        try:
            told.append(await anext(watch))
        except StopAsyncIteration:
            break
    return told
