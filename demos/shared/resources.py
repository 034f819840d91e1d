"""What an MCP client can read: model cards, and examples to try the tools with. Each tab offers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from PIL import Image

SCHEME = "kexue"


@dataclass(frozen=True)
class Resource:
    """A text or a file under an address of ours; `read` is called when somebody asks for it."""

    address: str
    description: str
    mime_type: str
    read: Callable[[], str | bytes]


offered: dict[str, Resource] = {}  # by address


def offer(path: str, description: str, mime_type: str, read: Callable[[], str | bytes]) -> None:
    """Lets MCP clients read something at `kexue://path`; `description` is in English, as those of the tools."""
    address = f"{SCHEME}://{path}"
    offered[address] = Resource(address, description, mime_type, read)


def offer_picture(path: str, description: str, picture: Image.Image) -> None:
    """The same of a picture, as PNG."""
    offer(path, description, "image/png", partial(_png, picture))


def _png(picture: Image.Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
