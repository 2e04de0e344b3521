"""How requests get to the cloud: one method, and the implementations of it."""

from asyncjobs.transports._aiohttp import AiohttpTransport
from asyncjobs.transports._client import ClientTransport
from asyncjobs.transports._fast import FastTransport
from asyncjobs.transports._httpx import HttpxTransport
from asyncjobs.wire import Transport

__all__ = [
    "AiohttpTransport",
    "ClientTransport",
    "FastTransport",
    "HttpxTransport",
    "Transport",
]
