"""Bad input gets a sentence with cause and remedy, before the queue, and the tab lives on."""

import struct
import zlib
from collections.abc import Callable

import pytest
from gradio_client import handle_file
from gradio_client.exceptions import ValidationError
from PIL import Image

from models import captcha


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(path):
    """A PNG of 20,000 x 20,000 pixels in a few hundred bytes."""
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def truncated(path):
    captcha.draw("k7Pm").save(path)
    path.write_bytes(path.read_bytes()[:2000])


def text(path):
    path.write_text("no picture")


def pixel(path):
    Image.new("RGB", (1, 1)).save(path)


def svg(path):
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')


def empty(path):
    path.write_bytes(b"")


REFUSED: dict[str, tuple[Callable, str]] = {
    "note.png": (text, "not an image"),
    "pixel.png": (pixel, "too few"),
    "bomb.png": (bomb, "pixels"),
    "truncated.png": (truncated, "damaged"),
    "drawing.svg": (svg, "screenshot"),
    "empty.png": (empty, "not an image"),
}


@pytest.fixture(autouse=True)
def alive(client, tmp_path):
    """Before and after every test here the tab reads."""

    def reads() -> bool:
        return client.predict(handle_file(path), "0123456789", 4, api_name="/solve_captcha")["text"] == "2468"

    path = tmp_path / "good-before-and-after.png"
    captcha.draw("2468", seed=1).save(path)
    assert reads()
    yield
    assert reads()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_captcha_picture_is_refused(client, chinese, tmp_path, name):
    make, reason = REFUSED[name]
    make(tmp_path / name)
    with pytest.raises(ValidationError, match=reason):
        client.predict(handle_file(tmp_path / name), api_name="/solve_captcha")
    with pytest.raises(ValidationError, match=r"请"):
        chinese.predict(handle_file(tmp_path / name), api_name="/solve_captcha")
    rows, _ = client.predict([handle_file(tmp_path / name)], api_name="/solve_captchas")
    assert reason in rows[0]["error"]


def test_an_animation_whose_frames_say_different_things_is_never_read_as_sure(client, tmp_path):
    frames = [captcha.draw(word, seed=1) for word in ("2468", "1357")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    answer = client.predict(handle_file(tmp_path / "moving.gif"), "0123456789", 4, api_name="/solve_captcha")
    assert answer["text"] in ("2468", "1357") and answer["unsure"]


def test_a_transparent_picture_is_put_on_white(client, tmp_path):
    drawn = captcha.draw("2468", seed=1)
    drawn.putalpha(drawn.convert("L").point(lambda value: 0 if value > 190 else 255))
    drawn.save(tmp_path / "clear.png")
    answer = client.predict(handle_file(tmp_path / "clear.png"), "0123456789", 4, api_name="/solve_captcha")
    assert answer["text"] == "2468"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"image": None}, "no picture"),
        ({"charset": "€<b>"}, "cannot read '<>€'"),
        ({"length": 99}, "99 characters"),
        ({"length": -1}, "-1 characters"),
    ],
)
def test_constraints_that_nothing_can_meet_are_refused(client, tmp_path, arguments, reason):
    captcha.draw("2468", seed=1).save(tmp_path / "good.png")
    with pytest.raises(ValidationError, match=reason):
        client.predict(**{"image": handle_file(tmp_path / "good.png")} | arguments, api_name="/solve_captcha")


def test_no_file_and_too_many_files_are_refused(client, tmp_path):
    captcha.draw("2468", seed=1).save(tmp_path / "good.png")
    with pytest.raises(ValidationError, match="no pictures"):
        client.predict([], api_name="/solve_captchas")
    with pytest.raises(ValidationError, match="21 pictures were given, at most 20"):
        client.predict([handle_file(tmp_path / "good.png")] * 21, api_name="/solve_captchas")


def test_text_that_cannot_be_drawn_is_refused(client):
    for wrong in ("ü", "123456789", "a b"):
        with pytest.raises(ValidationError, match="cannot be drawn"):
            client.predict("default", wrong, api_name="/generate_captcha")
