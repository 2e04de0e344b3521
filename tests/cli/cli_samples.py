"""A few jobs and events to show."""

from asyncjobs.models import Job, JobRef, Path, Status

REF = JobRef("ecs", "ff808082739334d80173941ec42c34a5")
HOSTILE = "\x1b]0;owned\x07\x1b[31mred\u202egnp.exe\r\nforged [bold]markup[/bold] \ud800"


def job(status: str = "RUNNING", *, sub_jobs: tuple[Job, ...] = (), **more: object) -> Job:
    """A job of the sample reference."""
    fields = {"job_id": REF.job_id, "job_type": "createServer"} | more
    return Job(ref=REF, status=Status(status), sub_jobs=sub_jobs, **fields)  # type: ignore[arg-type]


def sub_job(status: str = "RUNNING", **more: object) -> Job:
    """A sub-job below it."""
    fields = {"job_id": "ff808082739334d80173941edbc034b9", "job_type": "createSingleServer"}
    return job(status, **(fields | more))


def failed_job(reason: str = "no host is left", code: str = "Ecs.0219") -> Job:
    """A job that failed because a sub-job did."""
    return job("FAIL", sub_jobs=(sub_job("FAIL", error_code=code, fail_reason=reason),))


ROOT = Path(REF.job_id)
SUB = Path("ff808082739334d80173941edbc034b9", ROOT)
