"""The fourth door: exactly the public functions are MCP tools, described, and they work."""

import asyncio
import base64
import io
import json

import httpx
import pytest
from mcp import ClientSession, McpError
from mcp.client.streamable_http import streamable_http_client
from PIL import Image
from pydantic import AnyUrl

import hub_utils
from hub_utils.pins import TABLE
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
    assert json.loads(answer.content[0].text)["text"] == "2468"
    assert answer.structuredContent == {"result": json.loads(answer.content[0].text)}


def test_a_tool_refuses_with_a_reason(ask):
    answer = ask(lambda session: session.call_tool("generate_captcha", {"text": "ü"}))
    assert answer.isError
    assert "cannot be drawn" in answer.content[0].text


def test_a_tool_answers_about_words(ask):
    answer = ask(lambda session: session.call_tool("word_analogy", {"a": "france", "b": "paris", "c": "japan"}))
    assert not answer.isError
    assert answer.structuredContent["result"]["neighbours"][0]["word"] == "tokyo"


def test_a_picture_is_an_image_where_it_is_an_output_and_where_it_is_within_one(ask):
    drawn = ask(lambda session: session.call_tool("generate_captcha", {"text": "k7Pm", "seed": 3}))
    picture, text, seed, reading = drawn.structuredContent["result"]
    assert (picture, text, seed, reading["text"]) == ("image 1", "k7Pm", 3, "k7Pm")
    assert [image.size for image in images(drawn)] == [captcha.draw("k7Pm", seed=3).size]
    sheet, _ = ask(lambda session: session.call_tool("sample_images", {"count": 3})).structuredContent["result"]
    assert [picture["image"] for picture in sheet["pictures"]] == ["image 1", "image 2", "image 3"]
    assert httpx.get(sheet["archive"]).content.startswith(b"PK")  # any other file is a link


def test_a_walk_is_an_animated_image(ask):
    arguments = {"model": "digits", "count": 1, "frames": 12, "loop": True}
    walk = ask(lambda session: session.call_tool("walk_latent", arguments))
    assert walk.structuredContent["result"] == {"image": "image 1", "frames": 12, "seeds": [1, 2, 3]}
    assert [image.n_frames for image in images(walk)] == [12]


def images(answer):
    contents = [it for it in answer.content if it.type == "image"]
    return [Image.open(io.BytesIO(base64.b64decode(it.data))) for it in contents]


def test_cards_and_examples_are_resources(ask):
    resources = {str(it.uri): it for it in ask(lambda session: session.list_resources()).resources}
    assert {f"kexue://cards/{name}.md" for name in TABLE} <= set(resources)
    assert all(len(it.description) > 30 for it in resources.values())
    card = ask(lambda session: session.read_resource(AnyUrl("kexue://cards/captcha.md"))).contents[0]
    assert card.mimeType == "text/markdown" and card.text == hub_utils.checkpoint_card("captcha")[1]
    picture = ask(lambda session: session.read_resource(AnyUrl("kexue://examples/captcha/1.png"))).contents[0]
    arguments = {"image": f"data:image/png;base64,{picture.blob}"}
    reading = ask(lambda session: session.call_tool("solve_captcha", arguments)).structuredContent["result"]
    assert reading["text"] in resources["kexue://examples/captcha/1.png"].description
    page = ask(lambda session: session.read_resource(AnyUrl("kexue://examples/articles/article-en.html"))).contents[0]
    article, thread = ask(lambda session: session.call_tool("read_page", {"html": page.text})).structuredContent[
        "result"
    ]
    assert article["article"]["title"] == "Why the tide comes twice a day" and thread is None
    assert "There is no resource" in ask(lambda session: refusal(session, "kexue://cards/none.md"))


async def refusal(session, address):
    with pytest.raises(McpError) as refused:
        await session.read_resource(AnyUrl(address))
    return str(refused.value)
