import io
import struct
import zlib
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from models.captcha import CaptchaError, draw, load, read_image
from models.captcha.data import random_text
from models.captcha.encoding import Encoding, map_by_shape
from models.captcha.errors import ImageSizeError, UnreadableImageError
from models.captcha.frames import MAX_FRAMES
from models.captcha.images import MAX_BYTES, frames_in, trim_box


def encoded(image, format="PNG", **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def png_header(width, height):
    """The beginning of a PNG that claims a size; its pixels never follow."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT"


def test_a_picture_is_decoded_once(monkeypatch):
    solver, picture = load("checkpoints/captcha"), read_image(encoded(draw("aB3x", seed=1)))
    before = picture.tobytes()
    monkeypatch.setattr(Image, "open", None)
    monkeypatch.setattr(Image.Image, "convert", None)
    monkeypatch.setattr(Image.Image, "copy", None)
    assert read_image(picture) is picture
    assert solver.solve([picture])[0].text == "aB3x"
    assert picture.tobytes() == before


def test_transparent_pixels_are_put_on_white():
    image = Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    image.putpixel((5, 5), (255, 0, 0, 255))
    for transparent in (image, image.convert("LA"), image.quantize()):
        pixels = np.asarray(read_image(encoded(transparent)))
        assert (pixels[0, 0] == 255).all()
        assert not (pixels[5, 5] == 255).all()


def test_what_is_white_on_nothing_is_put_on_black():
    image = Image.new("RGBA", (20, 10), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (4, 4, 8, 8))
    pixels = np.asarray(read_image(encoded(image)))
    assert (pixels[0, 0] == 0).all() and (pixels[5, 5] == 255).all()


@pytest.mark.parametrize("scale", [16, 257])
def test_grey_of_more_than_eight_bits_keeps_its_range(scale):
    grey = np.tile(np.arange(256, dtype=np.uint16) * scale, (10, 1))
    pixels = np.asarray(read_image(encoded(Image.fromarray(grey))))
    assert pixels[..., 0].min() == 0 and pixels[..., 0].max() == 255
    assert np.abs(pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_a_photograph_is_turned_upright():
    image, exif = Image.new("RGB", (30, 12), "white"), Image.Exif()
    exif[0x0112] = 6
    assert read_image(encoded(image, "JPEG", exif=exif)).size == (12, 30)


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "TIFF", "PNG"])
def test_what_is_turned_upright_once_is_not_turned_again(format):
    exif = Image.Exif()
    exif[0x0112] = 6
    once = read_image(encoded(Image.new("RGB", (30, 12), "white"), format, exif=exif))
    assert once.size == read_image(once).size == (12, 30)


def test_damaged_notes_on_a_photograph_do_not_keep_it_from_being_read():
    exif = Image.Exif()
    exif[0x0112], exif[0x011A] = 6, 72.0
    whole = encoded(Image.new("RGB", (30, 12), "white"), "JPEG", exif=exif)
    software = whole.replace(bytes.fromhex("011a 0005"), bytes.fromhex("0131 0005"))  # a text, said to be a fraction
    assert software != whole and read_image(software).size == (12, 30)
    start = whole.index(b"Exif\0\0") + 6
    assert read_image(whole[:start] + bytes(8) + whole[start + 8 :]).size == (30, 12)


def test_colours_of_print_are_read():
    picture = draw("aB3x", seed=1).convert("CMYK")
    assert load("checkpoints/captcha").solve([encoded(picture, "JPEG", quality=95)])[0].text == "aB3x"


def animation(*frames, format="GIF"):
    return encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100, loop=0)


def without_a_stripe(picture, left, right):
    frame = picture.copy()
    ground = tuple(np.median(np.asarray(picture).reshape(-1, 3), axis=0).astype(int).tolist())
    frame.paste(ground, (left, 0, right, picture.height))
    return frame


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize("shares", [2, 4])  # of the picture, of which each frame lacks one
def test_letters_that_flicker_are_all_read_and_no_frame_is_sure_by_itself(shares, format):
    solver, texts = load("checkpoints/captcha"), [random_text(seed, 5) for seed in range(10)]
    animations = []
    for whole in (draw(text, seed=seed) for seed, text in enumerate(texts)):
        side = whole.width // shares
        frames = [without_a_stripe(whole, number * side, (number + 1) * side) for number in range(shares)]
        animations.append(animation(*frames, format=format))
    readings = solver.solve(animations)
    wrong = [reading for reading, text in zip(readings, texts, strict=True) if reading.text.lower() != text.lower()]
    assert len(wrong) < 2 and all(reading.unsure for reading in wrong)
    assert sum(not reading.unsure for reading in readings) > 2


def test_frames_that_say_different_things_are_never_read_as_sure():
    solver = load("checkpoints/captcha")
    one, other = (draw(text, seed=seed) for text, seed in (("aB3x", 1), ("K7pm", 5)))
    assert not solver.solve([one])[0].unsure and not solver.solve([other])[0].unsure
    assert solver.solve([animation(one, other)])[0].unsure


def test_an_animation_is_read_as_far_as_it_is_whole():
    one = draw("aB3x", seed=1)
    noisy = Image.fromarray(np.random.default_rng(0).integers(0, 255, (one.height, one.width, 3), np.uint8))
    gif = animation(one, noisy)
    assert load("checkpoints/captcha").solve([gif[: len(gif) // 2]])[0].text == "aB3x"


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of what it does not mind
@pytest.mark.parametrize("format", ["GIF", "TIFF"])
def test_an_animation_that_ends_in_the_header_of_a_frame_is_read_as_far(format):
    whole = animation(draw("aB3x", seed=1), draw("K7pm", seed=5), format=format)
    header, kept = {"GIF": (b"\x21\xf9", 8 + 10 + 768), "TIFF": (bytes.fromhex("0001 0400"), 2)}[format]
    assert load("checkpoints/captcha").solve([whole[: whole.rindex(header) + kept]])[0].text == "aB3x"


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of what it does not mind
def test_however_a_file_is_damaged_it_is_read_or_refused():
    one, other = (draw(text, seed=seed).resize((40, 16)) for text, seed in (("aB3x", 1), ("K7pm", 5)))
    exif, random = Image.Exif(), np.random.default_rng(0)
    exif[0x0112], exif[0x0131] = 6, "a camera's program"
    stills = [encoded(one, format, exif=exif) for format in ("PNG", "JPEG", "WEBP", "TIFF")]
    files = [*stills, encoded(one.quantize(8), "BMP")]
    files += [animation(one, other, format=format) for format in ("GIF", "TIFF", "PNG", "WEBP", "MPO")]
    for content in files:
        for _ in range(300):
            damaged = np.frombuffer(content, np.uint8).copy()
            places = random.integers(min(len(damaged), 300), size=random.integers(1, 6))
            damaged[places] = random.integers(256, size=len(places))
            with suppress(CaptchaError):
                read_image(damaged[: random.integers(1, 2 * len(damaged))].tobytes())


def test_an_animation_of_very_many_frames_is_looked_at_in_bounded_work():
    frames = [Image.new("L", (1000, 1000), number % 251) for number in range(200)]
    kept = frames_in(read_image(animation(*frames)))
    assert len(kept) <= MAX_FRAMES


def gif_frame(width, height):
    """A white frame of a GIF, from its descriptor on, as it stands behind others."""
    whole = encoded(Image.new("P", (width, height)), "GIF")
    data = whole[whole.index(b",") + 10 : -1]
    return b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + data


@pytest.mark.parametrize("format", ["GIF", "TIFF"])
def test_a_later_frame_that_is_larger_is_not_decoded(format, monkeypatch):
    """A GIF of 174 kB would take hours: its second frame enlarges all that follow."""
    if format == "GIF":
        first = encoded(Image.new("P", (64, 64)), "GIF")
        content = first[:-1] + gif_frame(2000, 2000) + gif_frame(1, 1) * 3 + b";"
    else:
        larger = Image.new("1", (2000, 2000), 1)
        content = animation(Image.new("1", (64, 64), 1), larger, larger, format=format)
    converted, convert = [], Image.Image.convert
    monkeypatch.setattr(
        Image.Image, "convert", lambda image, *mode: converted.append(image.size) or convert(image, *mode)
    )
    assert read_image(content).size == (64, 64)
    assert set(converted) == {(64, 64)}


@pytest.mark.parametrize("content", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"])
def test_what_is_no_image_is_refused(content):
    with pytest.raises(UnreadableImageError) as refusal:
        read_image(content)
    assert "PNG" in refusal.value.remedy


@pytest.mark.parametrize("name", ["nothing.png", "", "x" * 300, "\0.png"])  # the second is a folder
def test_what_is_no_file_is_said_to_be_none(tmp_path, name):
    with pytest.raises(UnreadableImageError, match=r"cannot be opened: .*Name a picture file"):
        read_image(tmp_path / name)


def test_a_truncated_file_is_refused():
    whole = encoded(draw("aB3x", seed=1), "JPEG")
    with pytest.raises(UnreadableImageError):
        read_image(whole[: len(whole) // 2])


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 60_000), (3000, 3000)])
def test_a_huge_picture_is_refused_by_its_header(size):
    with pytest.raises(ImageSizeError) as refusal:
        read_image(png_header(*size))
    assert "Crop" in refusal.value.remedy


def test_a_one_pixel_picture_is_refused():
    with pytest.raises(ImageSizeError):
        read_image(Image.new("RGB", (1, 1)))


def test_arrays_are_read_and_strange_ones_refused():
    assert read_image(np.zeros((20, 30, 3), np.uint8)).size == (30, 20)
    with pytest.raises(CaptchaError):
        read_image(np.zeros((2, 3, 4, 5)))


def test_every_normalisation_has_its_range():
    image = draw("aB3x", seed=1)
    spans = {name: Encoding(20, 40, 3, name, "x").image(image) for name in ("stretched", "ink", "symmetric")}
    assert spans["stretched"].min() == 0 and spans["stretched"].max() == 1
    assert 0 <= spans["ink"].min() < spans["ink"].max() <= 1
    assert np.allclose(spans["symmetric"], 1 - 2 * spans["ink"], atol=1e-6)
    flat = Encoding(20, 40, 1, "stretched", "x").image(Image.new("RGB", (9, 9), "grey"))
    assert flat.max() == 0  # no division by zero


def test_pictures_are_stretched_each_for_itself():
    pale, strong = np.full((1, 4, 4, 1), 200, np.uint8), np.zeros((1, 4, 4, 1), np.uint8)
    pale[0, 0, 0], strong[0, 0, 0] = 210, 255
    both = Encoding(4, 4, 1, "stretched", "x").normalise(np.concatenate([pale, strong]))
    assert (both[0] == both[1]).all()


def test_empty_margins_are_trimmed_and_nothing_else():
    drawn = Image.new("RGB", (300, 80), (250, 250, 240))
    drawn.paste((10, 60, 10), (100, 30, 180, 50))
    noisy = encoded(drawn, "JPEG", quality=60)  # compression must not count as ink
    left, top, right, bottom = trim_box(read_image(noisy))
    assert 95 <= left < 100 and 25 <= top < 30 and 180 < right <= 185 and 50 < bottom <= 55
    left, _, right, _ = trim_box(draw("aB3x", seed=1))
    assert right - left >= 0.9 * 160
    assert trim_box(Image.new("RGB", (300, 80), "white")) == (0, 0, 300, 80)


def test_the_colour_of_a_margin_is_that_of_most_of_the_edge():
    drawn = Image.new("RGB", (300, 80), "white")
    drawn.paste("black", (100, 30, 180, 50))
    drawn.paste("black", (0, 0, 4, 4))  # in the corner itself
    assert trim_box(drawn)[:2] == (0, 0) and 180 < trim_box(drawn)[2] < 190


def test_a_picture_is_wide_by_what_is_seen_of_it():
    drawn = Image.new("RGB", (400, 30), "white")
    drawn.paste("black", (20, 5, 60, 25))
    encoding = Encoding(20, 40, 3, "stretched", "x", wide=70)
    assert encoding.pixels(drawn).shape == (20, 70, 3)
    assert replace(encoding, trim=True).pixels(drawn).shape == (20, 40, 3)


def test_a_picture_that_would_be_wide_gets_more_width():
    encoding = Encoding(20, 40, 3, "stretched", "x", trim=True, wide=70)
    shapes = {size: encoding.pixels(Image.new("RGB", size, "grey")).shape for size in ((90, 30), (104, 30), (105, 30))}
    assert shapes == {(90, 30): (20, 40, 3), (104, 30): (20, 40, 3), (105, 30): (20, 70, 3)}
    assert replace(encoding, wide=0).pixels(Image.new("RGB", (400, 30))).shape == (20, 40, 3)


def test_a_network_of_many_widths_keeps_proportions():
    encoding = Encoding(32, 96, 3, "stretched", "x", wide=160, narrow=64)
    assert encoding.widths == (96, 64, 128, 160)
    for width, given in ((10, 64), (78, 64), (79, 96), (110, 96), (112, 128), (144, 160), (999, 160)):
        assert encoding.pixels(Image.new("RGB", (2 * width, 64))).shape == (32, given, 3)


def test_arrays_of_several_shapes_are_answered_in_their_order():
    arrays = [np.full((2, width), place) for place, width in enumerate((3, 5, 3, 3, 5))]
    asked = []
    answers = map_by_shape(lambda stacked: asked.append(stacked.shape) or stacked[:, 0, 0].tolist(), arrays)
    assert answers == [0, 1, 2, 3, 4]
    assert asked == [(3, 2, 3), (2, 2, 5)]


def test_a_huge_file_is_refused_unread(tmp_path):
    file = tmp_path / "huge.png"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ImageSizeError, match="10,000,000 bytes"):
        read_image(file)
