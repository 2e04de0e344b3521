"""Image Management Service: making, copying, importing and sharing images."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="ims",
    title="Image Management Service",
    path="/v1/{project_id}/jobs/{job_id}",
    sub_jobs=("entities.sub_jobs_result", "entities.sub_jobs", "sub_jobs"),
    percent=("entities.process_percent",),
    percent_whole=1,
    reasons=("fail_reason", "entities.addition_error_msg", "entities.errorcode_message"),
    error_codes=("error_code", "entities.addition_error_code"),
    api_document="IMS API reference, Querying the Status of an Asynchronous Job",
)
