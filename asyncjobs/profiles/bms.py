"""Bare Metal Server: physical servers, their volumes and operating systems."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="bms",
    title="Bare Metal Server",
    path="/v1/{project_id}/jobs/{job_id}",
    # The document gives sub-jobs a message and a code beside the usual words.
    reasons=("fail_reason", "entities.errorcode_message", "message"),
    error_codes=("error_code", "code"),
    api_document="BMS API reference, Querying the Job Status (bms_api_0640)",
)
