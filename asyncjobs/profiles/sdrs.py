"""Storage Disaster Recovery Service: protection groups, protected instances and drills."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="sdrs",
    title="Storage Disaster Recovery Service",
    path="/v1/{project_id}/jobs/{job_id}",
    # The list of failed tasks tells the same jobs with another word for the status.
    fields={"status": ("status", "job_status")},
    api_document="SDRS API reference, Querying the Job Status; Querying Failed Tasks",
)
