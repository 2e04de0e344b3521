"""What users write themselves, or have of other vendors' clients: one loop for each job."""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from speedbench.bare import HEADERS, urls
from speedbench.case import Case
from speedbench.machine import library


async def _gathered(case: Case, base: str, status_of: Callable[[str], Awaitable[str]]) -> None:
    """Watch each job in a coroutine of its own, which sleeps between two looks."""

    async def watch(url: str) -> None:
        while await status_of(url) != "SUCCESS":  # noqa: ASYNC110 - that is what users write
            await asyncio.sleep(case.interval)

    await asyncio.gather(*map(watch, urls(case, base)))


async def gathered_httpx(case: Case, base: str, context: ssl.SSLContext | None) -> None:
    """Watch with httpx as it comes: 100 connections."""
    verify = context or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(
        headers=HEADERS, timeout=3600, trust_env=False, verify=verify
    ) as client:

        async def status_of(url: str) -> str:
            return str((await client.get(url)).json()["status"])

        await _gathered(case, base, status_of)


async def gathered_aiohttp(case: Case, base: str, context: ssl.SSLContext | None) -> None:
    """Watch with aiohttp, and as many connections as the case has."""
    aiohttp = library("aiohttp")
    connector = aiohttp.TCPConnector(limit=case.connections, ssl=context or True)
    async with aiohttp.ClientSession(connector=connector, headers=HEADERS) as session:

        async def status_of(url: str) -> str:
            async with session.get(url) as answer:
                return str((await answer.json())["status"])

        await _gathered(case, base, status_of)


async def google_style(case: Case, base: str, _context: ssl.SSLContext | None) -> None:
    """Watch with google-api-core's `AsyncOperation`, over aiohttp."""
    aiohttp, operation = library("aiohttp"), library("google.api_core.operation_async")
    pb2, empty = library("google.longrunning.operations_pb2"), library("google.protobuf.empty_pb2")
    retry = _google_retry(case.interval)
    connector = aiohttp.TCPConnector(limit=case.connections)
    async with aiohttp.ClientSession(connector=connector, headers=HEADERS) as session:

        async def watch(url: str) -> None:
            async def refresh(retry: object = None) -> Any:  # noqa: ARG001 - as it is called
                async with session.get(url) as answer:
                    done = (await answer.json())["status"] == "SUCCESS"
                return pb2.Operation(name=url, done=done)

            begun = pb2.Operation(name=url)
            await operation.AsyncOperation(
                begun, refresh, _nothing, empty.Empty, retry=retry
            ).result(timeout=3600)

        await asyncio.gather(*map(watch, urls(case, base)))


def _google_retry(interval: float) -> Any:
    retry_async, future = (
        library("google.api_core.retry_async"),
        library("google.api_core.future.async_future"),
    )
    unfinished = future._OperationNotComplete  # noqa: SLF001 - what its own default goes by
    return retry_async.AsyncRetry(
        predicate=retry_async.if_exception_type(unfinished),
        initial=interval,
        maximum=interval,
        multiplier=1.0,
        timeout=3600,
    )


async def _nothing() -> None:
    """Cancel nothing."""


async def azure_style(case: Case, base: str, _context: ssl.SSLContext | None) -> None:
    """Watch with azure-core's `AsyncLROPoller`, over aiohttp."""
    aiohttp, core, polling = (
        library("aiohttp"),
        library("azure.core"),
        library("azure.core.polling"),
    )
    rest, base_polling = (
        library("azure.core.rest"),
        library("azure.core.polling.async_base_polling"),
    )
    connector = aiohttp.TCPConnector(limit=case.connections)
    session = aiohttp.ClientSession(connector=connector, headers=HEADERS)
    carried = library("azure.core.pipeline.transport").AioHttpTransport(session=session)
    client = core.AsyncPipelineClient(base, transport=carried, policies=_azure_policies())
    operation = _azure_operation()

    async def watch(url: str) -> None:
        first = await client._pipeline.run(rest.HttpRequest("GET", url))  # noqa: SLF001 - as its own
        await first.http_response.read()
        rule = base_polling.AsyncLROBasePolling(case.interval, lro_algorithms=[operation()])
        await polling.AsyncLROPoller(client, first, lambda told: told, rule).result()

    async with client:
        await asyncio.gather(*map(watch, urls(case, base)))


def _azure_policies() -> list[Any]:
    named = library("azure.core.pipeline.policies")
    return [
        named.RequestIdPolicy(),
        named.HeadersPolicy(),
        named.UserAgentPolicy("bench"),
        named.AsyncRetryPolicy(),
        named.NetworkTraceLoggingPolicy(),
    ]


def _azure_operation() -> Any:
    """Return the class that reads a job's status, as azure-core wants it written."""
    base = library("azure.core.polling.base_polling").LongRunningOperation

    def get_status(_self: object, answer: Any) -> str:
        done = json.loads(answer.http_response.text())["status"] == "SUCCESS"
        return "Succeeded" if done else "InProgress"

    def set_initial_status(self: Any, answer: Any) -> str:
        self.url = str(answer.http_request.url)
        return "InProgress"

    verbs = {
        "can_poll": lambda _self, _answer: True,
        "get_polling_url": lambda self: self.url,
        "set_initial_status": set_initial_status,
        "get_status": get_status,
        "get_final_get_url": lambda _self, _answer: None,
    }
    return type("Operation", (base,), verbs)
