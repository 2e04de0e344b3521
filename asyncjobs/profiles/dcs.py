"""Distributed Cache Service: Redis and Memcached instances."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="dcs",
    title="Distributed Cache Service",
    path="/v2/{project_id}/jobs/{job_id}",
    api_document="DCS API reference, Querying the Job Execution Result of a Tenant",
)
