"""Those who watch: every change is told, and where they stood may be kept on the disk."""

import anyio
from simulation.desk import Desk

from asyncjobs import JobTimeoutError, PollFailed, Watch

_FICKLE, _AFTER_ALL = 0.05, 0.7
"""After how many events a watch's reader wants a job no more; and how often it does after all."""
_BUSY, _AWAY, _EXTENDED = 0.3, 0.05, 0.5
"""After how many events who keeps checkpoints deals with one for a while, and leaves to go on; and
how many go on when their time is over."""


async def watch(desk: Desk) -> None:
    """Watch to the end, in one watch or, from checkpoints, in several."""
    while await _sit(desk):
        desk.scribe.over(drained=False)


async def _sit(desk: Desk) -> bool:
    """Read one watch; return whether the reader goes on from its checkpoint."""
    deadline = desk.deadline()
    watch = _opened(desk, deadline)
    try:
        while await _read_on(desk, watch, deadline):
            _change_mind(desk, watch, deadline)
            if await _is_kept(desk, watch) and desk.dice.random() < _AWAY:
                return True
            await desk.dawdle()
    except JobTimeoutError as error:
        return _is_over(desk, error)
    finally:
        if desk.dice.random() < 0.5:
            watch.close()
    return False


def _opened(desk: Desk, deadline: float) -> Watch:
    """Watch the reader's jobs, or go on as far as the disk knows."""
    reader = desk.reader
    wish = {"timeout": reader.timeout, "weight": reader.weight, "confirm": reader.confirm}
    checkpoint = desk.keeper.checkpoint() if reader.keeps else None
    if checkpoint is None:
        desk.scribe.wants(*reader.jobs, deadline=deadline)
        return desk.client.watch(desk.own_refs, **wish)
    desk.scribe.wants(*desk.keeper.books, deadline=deadline, books=desk.keeper.books)
    watch = desk.client.resume(checkpoint, **wish)
    desk.keeper.compare([ref.job_id for ref in watch.pending])
    return watch


async def _is_kept(desk: Desk, watch: Watch) -> bool:
    """Keep a checkpoint if the reader does so, now and then a while after the event."""
    if desk.reader.keeps:
        if desk.dice.random() < _BUSY:
            await anyio.sleep(desk.dice.uniform(0, desk.dice.choice((1, 10))))
        desk.keeper.keep(watch.checkpoint(), desk.scribe.stand())
    return desk.reader.keeps


def _is_over(desk: Desk, error: JobTimeoutError) -> bool:
    """Note that the time is over; return whether the reader goes on all the same."""
    goes_on = desk.reader.keeps and desk.dice.random() < _EXTENDED
    if goes_on and error.checkpoint is not None:
        desk.keeper.keep(error.checkpoint, desk.scribe.stand())
    for ref in error.outstanding:
        desk.scribe.ended(ref.job_id, "late", "")
    return goes_on


async def _read_on(desk: Desk, watch: Watch, deadline: float) -> bool:
    """Read one event, if one comes in time; return whether there may be more."""
    # Somebody who is cancelled all the time, and comes back.
    patience = desk.dice.uniform(0, 5) if desk.reader.impatient else None
    with anyio.move_on_after(patience) as desk.reading:
        try:
            event = await anext(watch)
        except StopAsyncIteration:
            return False
        desk.scribe.told(event)
        if isinstance(event, PollFailed):
            _react(desk, watch, event, deadline)
    return True


def _change_mind(desk: Desk, watch: Watch, deadline: float) -> None:
    """Want a job no more, now and then; and sometimes want it again in the same instant."""
    if not desk.scribe.open or desk.dice.random() > _FICKLE:
        return
    job_id = desk.dice.choice(sorted(desk.scribe.open))
    watch.discard(desk.refs[job_id])
    desk.scribe.over(job_id, drained=False)
    if desk.dice.random() < _AFTER_ALL:
        desk.scribe.wants(job_id, deadline=deadline)
        watch.add(desk.refs[job_id])


def _react(desk: Desk, watch: Watch, trouble: PollFailed, deadline: float) -> None:
    """Watch a job again that was given up; sign in anew where nothing is asked any more."""
    if trouble.parked:
        desk.sign_in_anew()
    elif trouble.retry_at is None:
        desk.scribe.wants(trouble.ref.job_id, deadline=deadline)
        watch.add(trouble.ref)
