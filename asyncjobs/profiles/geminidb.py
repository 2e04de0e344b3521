"""GeminiDB: Cassandra, Mongo, Influx and Redis instances."""

from asyncjobs.models import Status
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

PROFILE = Profile(
    name="geminidb",
    title="GeminiDB",
    host="gaussdb-nosql",
    # One query serves both: with an id it lists one job, or none if there is no such job.
    path="/v3/{project_id}/jobs?id={job_id}",
    list=Listing(path="/v3/{project_id}/jobs", items="jobs"),
    envelope="jobs[]",
    fields={"job_id": ("id",), "job_type": ("name",), "begin_time": ("start_time",)},
    percent=("progress",),
    statuses={
        **COMMON_STATUSES,
        "Completed": Status.SUCCESS,
        "Failed": Status.FAIL,
    },
    api_document="GeminiDB API reference v3, Querying Tasks and Details (nosql_10_0100)",
)
