"""Image Management Service, asked for the progress of a job: a path without project."""

from asyncjobs.profiles._profile import Profile

PROFILE = Profile(
    name="imsprogress",
    title="Image Management Service (progress)",
    host="ims",
    path="/v1/cloudimages/job/{job_id}",
    sub_jobs=("entities.sub_jobs_result", "entities.sub_jobs", "sub_jobs"),
    percent=("entities.process_percent",),
    percent_whole=1,
    reasons=("fail_reason", "entities.addition_error_msg", "entities.errorcode_message"),
    error_codes=("error_code", "entities.addition_error_code"),
    api_document="IMS API reference, Querying the Progress of an Asynchronous Task",
)
