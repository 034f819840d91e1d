"""The MCP server: Gradio's, but answers are JSON, pictures are images, and there are resources to read.

Gradio 6.31 writes answers as Python prints them, and knows a picture only where it is a whole answer by itself.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from mimetypes import guess_extension
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio.mcp
from anyio.to_thread import run_sync
from gradio.mcp import GradioMCPServer
from gradio.processing_utils import add_root_url, save_bytes_to_cache
from gradio.utils import get_upload_folder
from mcp import types
from mcp.server import Server
from mcp.server.lowlevel.helper_types import ReadResourceContents
from pydantic import AnyUrl

from demos.shared.resources import offered
from errors import ExplainedError

SHOWN = ("image/png", "image/webp", "image/jpeg", "image/gif")  # pictures that models are shown


class NoResourceError(ExplainedError):
    """Nothing is offered under this address."""

    remedy = "Ask for the list of resources."


class McpServer(GradioMCPServer):
    """Answers each call with one JSON text for each output of the endpoint, the same as structured content, and the
    pictures: in the JSON stands `image 1`, `image 2`, … for those that follow it. Other files are links."""

    def postprocess_output_data(
        self, data: Sequence[Any], root_url: str
    ) -> list[types.TextContent | types.ImageContent]:
        several = len(data) == 1 and isinstance(data[0], tuple)  # as Gradio's client has them
        answer = _Answer(root_url)
        texts = [answer.as_json(output) for output in (data[0] if several else data)]
        return [*(types.TextContent(type="text", text=text) for text in texts), *answer.pictures]

    def create_mcp_server(self) -> Server:
        server = super().create_mcp_server()
        answer_call = server.request_handlers[types.CallToolRequest]

        async def call_tool(request: types.CallToolRequest) -> types.ServerResult:
            answer = await answer_call(request)
            if isinstance(answer.root, types.CallToolResult) and not answer.root.isError:
                answer.root.structuredContent = _structured(answer.root.content)
            return answer

        async def list_resources() -> list[types.Resource]:
            return [
                types.Resource(
                    uri=AnyUrl(it.address), name=it.address, description=it.description, mimeType=it.mime_type
                )
                for it in offered.values()
            ]

        async def read_resource(address: AnyUrl) -> list[ReadResourceContents]:
            if not (resource := offered.get(str(address))):
                raise NoResourceError(f"There is no resource {address}.")
            return [ReadResourceContents(content=await run_sync(resource.read), mime_type=resource.mime_type)]

        server.request_handlers[types.CallToolRequest] = call_tool
        server.list_resources()(list_resources)  # type: ignore[no-untyped-call]
        server.read_resource()(read_resource)  # type: ignore[no-untyped-call]
        return server


class _Answer:
    """What is told of one call: its outputs as JSON, without the files in them, which are kept apart."""

    def __init__(self, root_url: str):
        self.pictures: list[types.ImageContent] = []
        self._root_url = root_url

    def as_json(self, output: Any) -> str:
        return json.dumps(self._told(add_root_url(output, self._root_url, None)), ensure_ascii=False)

    def _told(self, value: Any) -> Any:
        """The value, in whose place of a picture stands which of the images it is, and of a file its link."""
        if _is_file(value):
            path = Path(value["path"])
            kind = value.get("mime_type") or f"image/{path.suffix.lower().lstrip('.')}"
            return self._picture(kind, path.read_bytes()) if kind in SHOWN and path.is_file() else value["url"]
        if isinstance(value, dict):
            return {key: self._told(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self._told(part) for part in value]
        if isinstance(value, str) and value.startswith("data:") and ";base64," in value[:64]:
            kind, _, content = value.removeprefix("data:").partition(";base64,")
            return self._picture(kind, b64decode(content)) if kind in SHOWN else self._link(kind, b64decode(content))
        return value

    def _picture(self, kind: str, content: bytes) -> str:
        self.pictures.append(types.ImageContent(type="image", data=b64encode(content).decode(), mimeType=kind))
        return f"image {len(self.pictures)}"

    def _link(self, kind: str, content: bytes) -> str:
        path = save_bytes_to_cache(content, f"file{guess_extension(kind) or ''}", get_upload_folder())
        return f"{self._root_url}/gradio_api/file={quote(path)}"


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("meta"), dict) and "_type" in value["meta"]


def _structured(content: Sequence[Any]) -> dict[str, Any]:
    """The texts of an answer, each of which is JSON, as one object: a single output by itself, several as a list."""
    outputs = [json.loads(it.text) for it in content if isinstance(it, types.TextContent)]
    return {"result": outputs[0] if len(outputs) == 1 else outputs}


def answer_in_json() -> None:
    """From now on pages that are launched have this server; Gradio 6.31 takes no other but by its name."""
    gradio.mcp.GradioMCPServer = McpServer  # type: ignore[misc]
