"""One page of a list of jobs."""

from fuzz_tools import REGISTRY, answer_in, use

from asyncjobs.errors import JobNotFoundError, PollFailedError
from asyncjobs.models import JobRef

ALLOWED = (PollFailedError,)
LISTS = tuple(profile.name for profile in REGISTRY if profile.list)


def target(data: bytes) -> None:
    """Look for three jobs on the page; some service with a list stands for those without."""
    service, response = answer_in(data)
    if service not in LISTS:
        service = LISTS[len(service) % len(LISTS)]
    refs = [JobRef(service, job_id, "p", "r", "x") for job_id in ("root", "a", "b")]
    try:
        page = REGISTRY[service].page(refs, response)
    except JobNotFoundError as error:
        raise AssertionError from error  # a page says nothing of what is not on it
    assert set(page.jobs) <= set(refs)
    for ref, job in page.jobs.items():
        assert ref.job_id == job.job_id
        use(job)
