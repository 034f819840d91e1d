"""The fourth door: exactly the public functions are MCP tools, described, and they work."""

import asyncio
import base64
import io

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from models import captcha
from tests.demos.test_endpoints import ENDPOINTS


@pytest.fixture
def ask(app):
    """Runs one coroutine function with a session of the app's MCP server."""

    async def run(question):
        address = f"{app.url}/gradio_api/mcp/"
        async with streamable_http_client(address) as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            return await question(session)

    return lambda question: asyncio.run(run(question))


def test_the_tools_are_the_public_functions(ask):
    tools = {tool.name: tool for tool in ask(lambda session: session.list_tools()).tools}
    assert set(tools) == {name.removeprefix("/") for name in ENDPOINTS}
    for tool in tools.values():
        assert len(tool.description) > 40
        described = tool.inputSchema["properties"]
        assert all(parameter.get("description") for parameter in described.values()), tool.name
        assert "request" not in described


def test_a_tool_reads_a_picture(ask):
    stream = io.BytesIO()
    captcha.draw("2468", seed=1).save(stream, "PNG")
    image = f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
    arguments = {"image": image, "charset": "0123456789", "length": 4}
    answer = ask(lambda session: session.call_tool("solve_captcha", arguments))
    assert not answer.isError
    assert "'text': '2468'" in answer.content[0].text


def test_a_tool_refuses_with_a_reason(ask):
    answer = ask(lambda session: session.call_tool("generate_captcha", {"text": "ü"}))
    assert answer.isError
    assert "cannot be drawn" in answer.content[0].text


def test_a_tool_answers_about_words(ask):
    answer = ask(lambda session: session.call_tool("word_analogy", {"a": "france", "b": "paris", "c": "japan"}))
    assert not answer.isError
    assert "'word': 'tokyo'" in answer.content[0].text
