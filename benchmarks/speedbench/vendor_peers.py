"""The vendor's SDK and the Open Telekom Cloud's: a thread for each job, or futures on eight."""

import ssl
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from speedbench.bodies import PROJECT, ids
from speedbench.case import Case
from speedbench.machine import library

_KEY, _SECRET = "K" * 20, "S" * 40


def sdk_threads(case: Case, base: str, _context: ssl.SSLContext | None) -> None:
    """Watch each job in a thread, with the vendor's client."""
    ecs, client = _sdk("EcsClient", case, base)

    def status_of(job_id: str) -> str:
        return str(client.show_job(ecs.ShowJobRequest(job_id=job_id)).status)

    def watch(job_id: str) -> None:
        while status_of(job_id) != "SUCCESS":
            time.sleep(case.interval)

    _in_threads(case, watch)


def sdk_async(case: Case, base: str, _context: ssl.SSLContext | None) -> None:
    """Ask for all jobs in turn with the vendor's async client, which has eight threads."""
    ecs, client = _sdk("EcsAsyncClient", case, base)
    left = ids(case.jobs)
    while left:
        asked = [(each, client.show_job_async(ecs.ShowJobRequest(job_id=each))) for each in left]
        left = [each for each, future in asked if future.result().status != "SUCCESS"]
        time.sleep(case.interval)


def otc_threads(case: Case, base: str, _context: ssl.SSLContext | None) -> None:
    """Watch each job in a thread, with otcextensions' `wait_for_job`."""
    proxy = _otc_proxy(case, f"{base}/v1/{PROJECT}")
    _in_threads(case, lambda job_id: proxy.wait_for_job(job_id, interval=case.interval, wait=3600))


def _in_threads(case: Case, watch: Callable[[str], object]) -> None:
    with ThreadPoolExecutor(case.jobs) as pool:
        list(pool.map(watch, ids(case.jobs)))


def _sdk(kind: str, case: Case, base: str) -> tuple[Any, Any]:
    warnings.simplefilter("ignore")
    ecs, credentials = (
        library("huaweicloudsdkecs.v2"),
        library("huaweicloudsdkcore.auth.credentials"),
    )
    config = library("huaweicloudsdkcore.http.http_config").HttpConfig.get_default_config()
    config.ignore_ssl_verification = True
    config.pool_maxsize = case.connections
    builder = getattr(ecs, kind).new_builder().with_http_config(config).with_endpoint(base)
    key = credentials.BasicCredentials(_KEY, _SECRET, PROJECT)
    return ecs, builder.with_credentials(key).build()


def _otc_proxy(case: Case, endpoint: str) -> Any:
    requests, keystone = library("requests"), library("keystoneauth1")
    library("keystoneauth1.noauth"), library("keystoneauth1.session")
    carried = requests.Session()
    # One for each thread: a smaller pool throws connections away, and opens others.
    carried.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=case.jobs))
    session = keystone.session.Session(
        auth=keystone.noauth.NoAuth(endpoint=endpoint), session=carried
    )
    session._sdk_connection = _Connection()  # noqa: SLF001 - openstacksdk reads it
    bases = (library("openstack.proxy").Proxy, library("otcextensions.sdk.job").JobProxyMixin)
    kind = type("Proxy", bases, {"skip_discovery": True})
    return kind(session=session, service_type="ecs", endpoint_override=endpoint)


class _Connection:
    """What openstacksdk's proxy reads of a connection."""

    _sdk_connection = None
    config = None
    _global_request_id = None
    cache_enabled = False
    _api_cache_keys: frozenset[str] = frozenset()
