"""How a client names jobs."""

from asyncjobs._checkpoint import Home
from asyncjobs.models import JobRef
from asyncjobs.profiles import Registry


class Naming:
    """Names jobs as one client means them: what is not said is the client's own.

    Args:
        home: where the jobs are.
        registry: reads what services answer.
    """

    def __init__(self, home: Home, registry: Registry) -> None:
        self._home = home
        self._registry = registry

    def ref(
        self,
        service: str,
        answer: object,
        *,
        project_id: str | None = None,
        region: str | None = None,
        resource_id: str | None = None,
    ) -> JobRef:
        """Name a job.

        Args:
            service: the profile's name, such as "ecs".
            answer: what the service answered when the work was submitted (a mapping, JSON text or
                an object with `.json()` such as httpx.Response), or a job_id.
            project_id: None for the client's own.
            region: None for the client's own.
            resource_id: the resource whose job it is, for the few services that ask for it.

        Raises:
            UnknownServiceError: no profile has that name.
            SubmitError: the answer holds no job_id, or several.
            InvalidIdError: the job_id cannot be one.
            ConfigError: no project, or no endpoint for the service in that region.
        """
        job_id = self._registry[service].job_id(answer)
        return self._home.complete(JobRef(service, job_id, project_id, region, resource_id))

    def refs(
        self,
        service: str,
        answer: object,
        *,
        project_id: str | None = None,
        region: str | None = None,
        resource_id: str | None = None,
    ) -> tuple[JobRef, ...]:
        """Name the jobs that one submit call started: one or several.

        Args:
            service: as in `ref`.
            answer: as in `ref`.
            project_id: as in `ref`.
            region: as in `ref`.
            resource_id: as in `ref`.

        Raises:
            UnknownServiceError, InvalidIdError, ConfigError: as `ref`.
            SubmitError: the answer holds no job_id.
        """
        job_ids = self._registry[service].job_ids(answer)
        refs = (JobRef(service, job_id, project_id, region, resource_id) for job_id in job_ids)
        return tuple(map(self._home.complete, refs))
