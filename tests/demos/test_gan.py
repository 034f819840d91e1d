"""The GAN tab through gradio_client, on the bundled checkpoints, and what hostile input is told."""

import io
import subprocess
import sys
from base64 import b64decode

import gradio as gr
import httpx
import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError
from PIL import Image

import hub_utils
from demos.gan import endpoints as tab
from demos.gan.comparison import compare_generators
from models import gan
from tests.live_app import ROOT, refusal
from tests.waiting import PATIENCE

HEAVY = {"tensorflow", "keras", "sklearn", "scipy", "onnx"}


@pytest.fixture(scope="module")
def digits():
    return gan.load(hub_utils.fetch("gan-digits"))


def decoded(address: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(b64decode(address.split(",")[1]))))


def test_importing_the_tab_loads_no_weights_and_nothing_heavy():
    script = f"""
import sys
from demos import gan
import app
app.build()
print(*({HEAVY!r} & set(sys.modules)))
assert not any(served.loaded for served in gan.SERVED.values())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_the_names_of_classes_are_those_of_the_checkpoints():
    for name, served in tab.SERVED.items():
        model = gan.load(hub_utils.fetch(served.name))
        assert len(model.names) == (0 if name == "faces" else 10)


def test_two_generators_draw_from_the_same_latents(client, digits):
    sides = client.predict("digits", 3, 5, 2, "", "bundled", api_name="/compare_generators")
    expected = digits.sample(3, 5, 2)[..., 0]
    for side in (sides["first"], sides["second"]):
        assert (side["checkpoint"], side["metric"], side["sheet"]["seed"]) == (
            "bundled",
            "Fréchet classifier distance",
            5,
        )
        assert side["value"] == hub_utils.fetch("gan-digits").metrics["headline"]["value"]
        assert (np.stack([decoded(picture["image"]) for picture in side["sheet"]["pictures"]]) == expected).all()
    with pytest.raises(ValidationError, match="somebody/else is not among the choices for gan-faces"):
        client.predict("faces", 3, 5, -1, "", "somebody/else@main", api_name="/compare_generators")


@pytest.mark.parametrize("choices", [("bundled", "somebody/else@main"), ("somebody/else@main", "bundled")])
def test_each_of_two_generators_is_the_one_that_was_chosen(choices):
    with pytest.raises(gr.Error, match="somebody/else is not among the choices for gan-digits"):
        compare_generators("digits", 1, 1, None, *choices)


def test_sample_images_draws_what_the_model_draws_and_tells_the_seed(client, digits):
    sheet, seed = client.predict("digits", 6, 42, 7, api_name="/sample_images")
    assert (seed, sheet["seed"], sheet["kind"]) == (42, 42, 7)
    expected = digits.sample(6, 42, 7)
    assert (np.stack([decoded(it["image"]) for it in sheet["pictures"]]) == expected[..., 0]).all()
    assert {it["kind"] for it in sheet["pictures"]} == {"7"}


def test_a_seed_drawn_by_lot_draws_the_same_again(client):
    sheet, seed = client.predict("faces", 3, None, api_name="/sample_images")
    again, _ = client.predict("faces", 3, seed, api_name="/sample_images")
    assert sheet == again
    assert decoded(sheet["pictures"][0]["image"]).shape == (64, 64, 3)


def test_the_most_real_come_first_when_asked(client):
    sheet, _ = client.predict("fashion", 16, 1, None, 1.0, True, api_name="/sample_images")
    scores = [it["score"] for it in sheet["pictures"]]
    assert scores == sorted(scores)


def test_walk_latent_gives_an_animation(client):
    answer = client.predict("fashion", 1, 2, 4, 12, True, api_name="/walk_latent")
    assert answer["image"].endswith(".webp")
    image = Image.open(answer["image"])  # a file, which the client has fetched
    assert image.n_frames == answer["frames"] == 12
    assert answer["seeds"] == [1, 2, 3]


def test_grow_up_tells_steps_and_falling_distances(client, digits):
    answer = client.predict("digits", 1, 8, api_name="/grow_up")
    assert tuple(answer["steps"]) == digits.steps
    assert len(answer["sheets"]) == len(answer["distances"]) == len(digits.steps) >= 7
    assert answer["distances"][-1] < answer["distances"][0] / 10


def test_move_latent_moves(client):
    still, moved = (
        client.predict("digits", 1, 3, amount, 0, 0, 0, 0, 0, api_name="/move_latent")["pictures"][0]["image"]
        for amount in (0, 5)
    )
    assert (decoded(still) != decoded(moved)).any()


def test_score_images_ranks_ones_own(client, digits, tmp_path):
    real = digits.gallery.pixels[np.flatnonzero(digits.gallery.labels == 3)[0]]
    noise = np.random.default_rng(0).integers(256, size=real.shape, dtype=np.uint8)
    for name, picture in (("noise", noise), ("real", real)):
        Image.fromarray(picture[..., 0]).save(tmp_path / f"{name}.png")
    files = [handle_file(str(tmp_path / f"{name}.png")) for name in ("noise", "real")]
    ranked = client.predict(files, "digits", 3, api_name="/score_images")["pictures"]
    assert (decoded(ranked[0]["image"]) == real[..., 0]).all()


def test_play_streams_frames(client):
    job = client.submit("moons", "gradient-one-sided", 2, 1, 75, 0, api_name="/play")
    last = job.result(timeout=PATIENCE)
    assert last["state"] == "done"
    assert (last["frame"]["step"], last["frame"]["steps"]) == (75, 75)
    numbers = [run["number"] for run in job.outputs()]
    assert len(numbers) >= 2 and numbers == sorted(numbers)


def test_the_playground_is_stepped_by_hand(client):
    job = client.submit("moons", "zero-centred", 0.5, 3, "ccg", api_name="/step_by_hand")
    last = job.result(timeout=PATIENCE)
    assert last["state"] == "done"
    assert (last["frame"]["moves"], last["frame"]["step"], len(last["frame"]["trail"])) == ("ccg", 3, 4)
    with pytest.raises(ValidationError, match="c for the critic"):
        client.predict("moons", "zero-centred", 0.5, 3, "ccx", api_name="/step_by_hand")


def test_find_latent_finds_a_digit_that_was_drawn_and_walks_from_it(client, chinese, digits, tmp_path):
    file = tmp_path / "mine.png"
    Image.fromarray(digits.sample(1, seed=4, kind=6)[0, ..., 0]).save(file)
    last = client.submit(handle_file(file), "digits", 6, 2, api_name="/find_latent").result(timeout=PATIENCE)
    assert last["state"] == "done"
    assert last["frame"]["error"] < 0.03
    assert last["frame"]["walk"].startswith("data:image/webp")
    assert last["frame"]["to"] == 2
    with pytest.raises(AppError, match="28×28 pixels"):
        client.predict(handle_file(file), "faces", -1, 2, api_name="/find_latent")
    Image.new("L", (28, 28), 9).save(file)
    with pytest.raises(AppError, match="整张图片只有一种颜色"):
        chinese.predict(handle_file(file), "digits", -1, 2, api_name="/find_latent")


def test_the_same_seed_trains_the_same_playground(client):
    given = ("ring", "gradient-two-sided", 1, 1, 50, 3)
    first, second = (client.predict(*given, api_name="/play")["frame"] for _ in range(2))
    other = client.predict(*given[:-1], 4, api_name="/play")["frame"]
    assert first == second and first["made"] != other["made"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("digits", 65, 1), "out of range"),
        (("digits", 4, -1), "out of range"),
        (("digits", 4, 1, None, 9), "out of range"),
        (("dogs", 4, 1), "Choose one of"),
    ],
)
def test_values_outside_a_choice_or_range_are_refused(client, asked, told):
    with pytest.raises((httpx.HTTPStatusError, ValidationError)) as refused:
        client.predict(*asked, api_name="/sample_images")
    assert told in refusal(refused.value)


def test_a_class_of_a_model_without_classes_and_no_picture_are_refused(client):
    with pytest.raises(AppError, match="without classes"):
        client.predict("faces", 4, 1, 3, api_name="/sample_images")
    with pytest.raises(ValidationError, match="pictures were given"):
        client.predict([], "digits", 3, api_name="/score_images")


def test_a_picture_of_another_size_is_refused_with_both_sizes(client, chinese, tmp_path):
    Image.new("L", (30, 28)).save(tmp_path / "wide.png")
    asked = [handle_file(str(tmp_path / "wide.png"))], "digits", 3
    with pytest.raises(AppError, match=r"30×28 pixels.*28×28"):
        client.predict(*asked, api_name="/score_images")
    with pytest.raises(AppError, match="请先缩放"):
        chinese.predict(*asked, api_name="/score_images")


# Of each endpoint arguments that it answers, but for the last: a checkpoint
CHOOSING = [
    ("/sample_images", ["digits", 2, 1, -1, 1, False]),
    ("/walk_latent", ["digits", 1, 2, 1, 12, False, -1]),
    ("/move_latent", ["digits", 1, 3, 0, 0, 0, 0, 0, 0]),
    ("/grow_up", ["digits", 1, 2, -1]),
]


@pytest.mark.parametrize(("endpoint", "arguments"), CHOOSING)
def test_a_checkpoint_is_chosen_by_each_request_and_one_that_nobody_offers_is_refused(client, endpoint, arguments):
    with pytest.raises(ValidationError, match="somebody/else is not among the choices for gan-digits"):
        client.predict(*arguments, "somebody/else@main", api_name=endpoint)
    assert client.predict(*arguments, "bundled", api_name=endpoint) == client.predict(*arguments, api_name=endpoint)
