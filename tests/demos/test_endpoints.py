"""Every endpoint through gradio_client, as the README shows it, and what the documentation of the API says."""

import csv
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

import hub_utils
from models import captcha
from models.captcha.labelled import labelled
from tests.demos import contract

ENDPOINTS = {"/solve_captcha", "/explain_captcha", "/solve_captchas", "/correct_captcha", "/generate_captcha"}
ENDPOINTS |= {"/similar_words", "/word_similarity", "/word_analogy", "/odd_one_out", "/predict_word", "/text_keywords"}
ENDPOINTS |= {"/word_map", "/list_checkpoints", "/checkpoint_card", "/compare_captcha", "/compare_words"}
ENDPOINTS |= {"/compare_own_vectors"}
ENDPOINTS |= {"/read_page"}
ENDPOINTS |= {"/extract_article", "/extract_thread", "/extract_batch", "/learn_template", "/compare_articles"}
ENDPOINTS |= {"/compare_page_checkpoints", "/correct_article", "/correct_thread"}
ENDPOINTS |= {"/sample_images", "/walk_latent", "/move_latent", "/grow_up", "/score_images", "/play"}
ENDPOINTS |= {"/step_by_hand", "/find_latent", "/compare_generators"}
ENDPOINTS |= {"/train_with_loss", "/compare_losses", "/ask_faq"}
ENDPOINTS |= {"/dropout_mask", "/mc_dropout"}
ENDPOINTS |= {"/compare_versions"}
ENDPOINTS |= {"/recover_text", "/recover_files", "/list_texts", "/map_image", "/explain_command"}


@pytest.fixture(scope="module")
def solver():
    return captcha.load(hub_utils.fetch("captcha"))


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "captcha.png"
    captcha.draw("k7Pm", seed=3).save(path)
    return path


def test_solve_captcha_answers_what_the_model_answers(client, picture, solver):
    reading = client.predict(handle_file(picture), api_name="/solve_captcha")
    expected = solver.solve([picture])[0]
    assert reading["text"] == expected.text
    assert reading["confidence"] == pytest.approx(expected.confidence, abs=1e-4)
    assert reading["unsure"] is expected.unsure
    assert [character["text"] for character in reading["characters"]] == list(expected.text)
    first, probability = reading["characters"][0]["alternatives"][0]
    assert (first, probability) == (expected.text[0], pytest.approx(reading["characters"][0]["probability"]))
    rivals = solver.solve([picture], others=3)[0].others
    assert [other["text"] for other in reading["others"]] == [rival.text for rival in rivals]
    assert len({reading["text"], *(other["text"] for other in reading["others"])}) == 1 + len(rivals) > 1


def test_a_reading_always_fits_the_characters_and_length_asked_for(client, picture):
    for charset, length in [("0123456789", 0), ("abc", 6), ("", 2), ("Z", 1)]:
        text = client.predict(handle_file(picture), charset, length, api_name="/solve_captcha")["text"]
        assert set(text) <= set(charset) or not charset
        assert not length or len(text) == length


def test_solve_captchas_reads_all_and_says_which_it_cannot(client, picture, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    rows, path = client.predict([handle_file(picture), handle_file(note)], api_name="/solve_captchas")
    alone = client.predict(handle_file(picture), api_name="/solve_captcha")
    assert [row["file"] for row in rows] == ["captcha.png", "note.txt"]
    assert (rows[0]["text"], rows[0]["unsure"], rows[0]["error"]) == (alone["text"], alone["unsure"], None)
    assert rows[1]["text"] is None
    assert "not an image" in rows[1]["error"]
    assert Path(path).suffix == ".csv"
    assert Path(path).read_bytes().startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(Path(path).read_text(encoding="utf-8-sig").splitlines()))
    assert table[0] == ["file", "text", "confidence", "unsure", "error", "label", "right"]
    assert [line[0] for line in table[1:]] == ["captcha.png", "note.txt"]


def test_explain_captcha_maps_each_character_to_its_place(client, picture):
    look = client.predict(handle_file(picture), "", 4, api_name="/explain_captcha")
    assert len(look["maps"]) == len(look["reading"]["text"]) == 4
    maps = np.asarray(look["maps"])
    assert maps.ndim == 3 and (maps >= 0).all() and (maps <= 1).all()
    centres = [float((lost.sum(axis=0) * np.arange(lost.shape[1])).sum() / lost.sum()) for lost in maps]
    assert centres == sorted(centres)  # the characters stand from left to right
    assert look["picture"].startswith("data:image/webp;base64,")


def test_an_archive_is_read_picture_by_picture_and_compared_with_its_names(client, tmp_path):
    pictures = {f"{text}_{seed}.png": captcha.draw(text, seed=seed) for seed, text in enumerate(("2468", "k7Pm", "a1"))}
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for name, image in pictures.items():
            image.save(tmp_path / name)
            archive.write(tmp_path / name, f"folder/{name}")
        archive.writestr("../up.png", b"x")
        archive.writestr("folder/note.txt", b"no picture")
    rows, _ = client.predict([handle_file(tmp_path / "many.zip")], "", 0, True, api_name="/solve_captchas")
    assert [row["file"] for row in rows[:3]] == [f"many.zip/folder/{name}" for name in pictures]
    assert [row["label"] for row in rows[:3]] == ["2468", "k7Pm", "a1"]
    assert [row["right"] for row in rows[:3]] == [row["text"].casefold() == row["label"].casefold() for row in rows[:3]]
    assert "leads out" in rows[3]["error"] and "not an image" in rows[4]["error"]
    assert [row["right"] for row in rows[3:]] == [None, None]


def test_of_ten_thousand_files_the_first_are_read_and_the_last_row_says_that_there_are_more(client, tmp_path):
    captcha.draw("2468", seed=1).save(tmp_path / "good.png")
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(10_000):
            archive.writestr(f"{number}.png", (tmp_path / "good.png").read_bytes() if number < 10 else b"x")
    rows, _ = client.predict([handle_file(tmp_path / "many.zip")], api_name="/solve_captchas")
    assert len(rows) == 20  # as many as are promised
    assert {row["text"] for row in rows[:10]} == {"2468"}
    assert "At most 20 " in rows[-1]["error"]


def test_a_correction_is_kept_only_if_the_visitor_agrees(client, picture, app):
    before = list(app.feedback.glob("*.png"))
    for text in ("ü", "", "1234567890123"):
        with pytest.raises(ValidationError, match="label"):
            client.predict(handle_file(picture), text, True, api_name="/correct_captcha")
    with pytest.raises(AppError, match="not agreed"):
        client.predict(handle_file(picture), "k7Pm", api_name="/correct_captcha")
    assert list(app.feedback.glob("*.png")) == before
    kept = client.predict(handle_file(picture), "k7Pm", True, api_name="/correct_captcha")
    assert kept == 1 + len(before)
    assert client.predict(handle_file(picture), "K7pm", True, api_name="/correct_captcha") == kept  # the same picture
    image, text = list(labelled(str(app.feedback)).all())[-1]
    assert (image.tobytes(), text) == (captcha.read_image(picture).tobytes(), "K7pm")


def test_generate_captcha_gives_the_same_bytes_for_the_same_seed(client):
    first, again, other = (client.predict("serif", "", seed, api_name="/generate_captcha") for seed in (7, 7, 8))
    assert Path(first[0]).read_bytes() == Path(again[0]).read_bytes() != Path(other[0]).read_bytes()
    assert first[1:] == again[1:]
    assert (first[2], len(first[1])) == (7, 4)


def test_generate_captcha_names_the_seed_it_chose(client):
    first, second = (client.predict(api_name="/generate_captcha") for _ in range(2))
    assert first[2] != second[2]
    repeated = client.predict("default", "", first[2], api_name="/generate_captcha")
    assert repeated[1] == first[1]
    assert Path(repeated[0]).read_bytes() == Path(first[0]).read_bytes()


def test_generate_captcha_draws_the_text_it_is_given(client):
    picture, text, seed, _ = client.predict("wide", "Ab12", 5, api_name="/generate_captcha")
    assert (text, seed) == ("Ab12", 5)
    assert captcha.read_image(picture).tobytes() == captcha.draw("Ab12", "wide", 5).tobytes()


def test_the_documentation_lists_exactly_the_public_functions(app):
    info = app.get("/gradio_api/info").json()
    assert set(info["named_endpoints"]) == ENDPOINTS
    assert not info["unnamed_endpoints"]
    paths = app.get("/gradio_api/openapi.json").json()["paths"]
    assert {f"/gradio_api/call/v2{name}" for name in ENDPOINTS} <= set(paths)


def test_what_programs_rely_on_changes_on_purpose_only():
    """If it shall: `python -m tests.demos.contract`, and a line in the changelog."""
    recorded = json.loads(contract.RECORD.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(contract.contract()))
    assert {name: found.get(name) for name in recorded} == recorded
    assert set(found) == set(recorded)


def test_numbers_are_told_with_their_kind_and_range(app):
    endpoints = app.get("/gradio_api/info").json()["named_endpoints"]
    told = {it["parameter_name"]: it["type"] for it in endpoints["/sample_images"]["parameters"]}
    assert told["count"] == {"type": "integer", "minimum": 1, "maximum": 64}
    assert told["truncation"] == {"type": "number", "minimum": 0, "maximum": 2}
    assert told["kind"] == {"type": "integer", "enum": list(range(-1, 10))}


def test_the_documentation_is_typed_and_its_labels_are_words(app):
    endpoints = app.get("/gradio_api/info").json()["named_endpoints"]
    reading = endpoints["/solve_captcha"]["returns"][0]["python_type"]["type"]
    assert reading.startswith("dict(text: str, confidence: float, unsure: bool, characters: list[dict(")
    for name, endpoint in endpoints.items():
        assert endpoint["description"], name
        assert all(isinstance(entry["label"], str) for entry in endpoint["parameters"] + endpoint["returns"])
        required = [entry["parameter_name"] for entry in endpoint["parameters"] if not entry["parameter_has_default"]]
        assert len(required) <= (2 if name.startswith("/correct_") else 1), name
