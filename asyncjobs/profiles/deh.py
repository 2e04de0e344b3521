"""Dedicated Host: physical hosts for one's own servers."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="deh",
    title="Dedicated Host",
    path="/v1/{project_id}/jobs/{job_id}",
    api_document="terraform-provider-huaweicloud, services/deh (no page of its own)",
)
