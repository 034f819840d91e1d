"""What Prometheus is told at /metrics: requests, how long they take, who waits, models that were loaded, Hub faults.

Only whoever has the token of KEXUE_METRICS is told; without that setting there is no such path.
"""

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.status import HTTP_503_SERVICE_UNAVAILABLE
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import ExplainedError, UnforeseenError
from hub_utils.errors import faults
from settings import Settings

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)  # bounds of the histogram

registry = CollectorRegistry()
requests = Counter("kexue_requests", "Requests", ("endpoint", "outcome"), registry=registry)
seconds = Histogram(
    "kexue_request_seconds", "Time within a function", ("endpoint",), buckets=SECONDS, registry=registry
)
waiting = Gauge("kexue_queue_length", "Requests that wait", registry=registry)
loads = Counter("kexue_model_loads", "Models that were loaded", ("model", "outcome"), registry=registry)


class _Faults(Collector):
    """What hub_utils counts."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily("kexue_hub_faults", "Requests that the Hub failed", labels=["error"])
        for name, count in faults.items():
            family.add_metric([name], count)
        yield family


registry.register(_Faults())


def tell(page: gr.Blocks, headers: Headers) -> Response | None:
    """The answer at /metrics; None where the setting is empty."""
    token = Settings.from_environment().metrics
    if not token:
        return None
    if not hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        return PlainTextResponse("Send the token of KEXUE_METRICS as a bearer token.", 401)
    waiting.set(len(page._queue))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def note_request(endpoint: str, outcome: str, began: float | None = None) -> None:
    """Counts a request: answered, refused or failed; `began` is when its function did, on the performance clock."""
    requests.labels(endpoint, outcome).inc()
    if began is not None:
        seconds.labels(endpoint).observe(time.perf_counter() - began)


def outcome_of(error: BaseException) -> str:
    """Refused is what was explained to who asked, failed what nobody foresaw."""
    cause = error.__cause__ if isinstance(error, gr.Error) else error
    foreseen = cause is None or isinstance(cause, ExplainedError)
    return "refused" if foreseen and not isinstance(cause, UnforeseenError) else "failed"


class QueueRefusals:
    """Counts what the queue refuses because it is full, under the endpoint `queue`: no function hears of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            if message.get("status") == HTTP_503_SERVICE_UNAVAILABLE:
                note_request("queue", "refused")
            await send(message)

        joins = scope["type"] == "http" and scope["path"].endswith("/queue/join")
        await self._app(scope, receive, watch if joins else send)


@contextmanager
def counted_load(model: str) -> Iterator[None]:
    """Counts a model that is loaded meanwhile, or that could not be."""
    try:
        yield
    except BaseException:
        loads.labels(model, "failed").inc()
        raise
    loads.labels(model, "loaded").inc()
