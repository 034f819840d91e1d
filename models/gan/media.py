"""Pictures as files: PNG, sheets, animations, archives."""

import io
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from PIL import Image

MIN_SIDE = 240  # pixels of a sheet or an animation; smaller ones are enlarged by a whole factor
FRAME_DURATION = 60  # milliseconds


def image_of(picture: np.ndarray) -> Image.Image:
    """uint8 [height, width, channels], one or three channels."""
    return Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)


def grid(pictures: np.ndarray, columns: int = 8, gap: int = 2, paper: int = 255) -> np.ndarray:
    """Pictures, uint8 [n, height, width, channels], side by side on paper, uint8 [height, width, channels]."""
    count, height, width, channels = pictures.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, channels), paper, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def enlarge(picture: np.ndarray) -> np.ndarray:
    """The picture with every pixel repeated, until its longer side has MIN_SIDE pixels."""
    factor = max(1, -(-MIN_SIDE // max(picture.shape[:2])))
    return picture.repeat(factor, axis=0).repeat(factor, axis=1)


def png(picture: np.ndarray) -> bytes:
    """A PNG file."""
    stream = io.BytesIO()
    image_of(picture).save(stream, "PNG")
    return stream.getvalue()


def webp(frames: np.ndarray, duration: int = FRAME_DURATION) -> bytes:
    """A lossless WebP animation that repeats for ever; frames are uint8 [n, height, width, channels]."""
    first, *others = (image_of(frame).convert("RGB") for frame in frames)
    stream = io.BytesIO()
    first.save(stream, "WEBP", save_all=True, append_images=others, duration=duration, loop=0, lossless=True, method=0)
    return stream.getvalue()


def archive(pictures: Mapping[str, np.ndarray], manifest: Mapping[str, Any]) -> bytes:
    """A ZIP with a PNG for each name, and manifest.json; the same pictures give the same bytes, whenever it is made."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as packed:  # PNG is packed already
        packed.writestr(ZipInfo("manifest.json"), json.dumps(manifest, indent=2, ensure_ascii=False))
        for name, picture in pictures.items():
            packed.writestr(ZipInfo(name), png(picture))
    return stream.getvalue()


def address(content: bytes, kind: str = "image/png") -> str:
    """A data address."""
    return f"data:{kind};base64,{b64encode(content).decode()}"
