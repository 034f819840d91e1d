"""The training command in small: it learns, a killed run goes on, and other options do not share its folder."""

import signal
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from models.losses.errors import DivergedError, StateError
from models.losses.faq import entries, load
from models.losses.faq.options import Options, command, parse_options
from tests.waiting import COMMAND, until

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.training

SMALL = {
    "vectors_en": "", "vectors_zh": "", "words_en": 500, "words_zh": 900, "dimensions": 16, "steps": 12, "epochs": 1,
}  # fmt: skip


def options(place, **given):
    return Options(**SMALL | {"run": str(place / "run"), "output": str(place / "out")} | given)


@pytest.mark.parametrize("encoder", ["bag", "lstm"])
def test_a_run_writes_a_checkpoint_that_answers(tmp_path, encoder):
    from hub_utils.checkpoint import read_json, validate
    from models import losses
    from models.losses.faq.train import main

    main(options(tmp_path, encoder=encoder, steps=2))
    validate(tmp_path / "out", "losses")
    faq = losses.load_faq(tmp_path / "out")
    assert faq.ask("refund", losses.entries("en")).matches
    metrics = read_json(tmp_path / "out" / "metrics.json")
    assert metrics["headline"]["value"] == metrics["results"][0]["value"]
    assert read_json(tmp_path / "out" / "config.json")["encoder"] == encoder


def test_the_faq_sets_are_learned(tmp_path):
    from models.losses.faq.data import read_set
    from models.losses.faq.fitting import fine_tune, network_of
    from models.losses.faq.material import prepare

    chosen = options(tmp_path, steps=0, epochs=12, faq_learning_rate=0.03, word_dropout=0.0, negatives="random")
    material = prepare(chosen)
    network, faq = network_of(chosen, material), read_set("en")
    asked = faq.known(faq.open_topics)

    def recall():
        from models.losses.faq.choose import scores_of
        from models.losses.faq.score import ranks

        rows = faq.rows(faq.open_topics)
        scores = scores_of(network, material.tokenizer, faq, rows, [one.text for one in asked])
        return np.mean(ranks(scores.meaning, np.array([rows.index(one.row) for one in asked])) == 1)

    before = recall()
    fine_tune(network, chosen, material.tokenizer, {faq: asked})
    assert recall() > before + 0.2


def test_pairs_are_learned_and_a_second_call_has_nothing_left_to_do(tmp_path):
    from models.losses.faq.fitting import network_of, pretrain
    from models.losses.faq.material import prepare

    chosen = options(tmp_path, steps=120, learning_rate=0.02)
    material = prepare(chosen)
    network = network_of(chosen, material)
    first = network.get_weights()
    pretrain(network, chosen, material)
    taught = network.get_weights()
    assert not np.allclose(first[0], taught[0])
    again = network_of(chosen, prepare(chosen))
    pretrain(again, chosen, material)
    for one, other in zip(taught, again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_killed_run_ends_as_one_that_was_not(tmp_path):
    arguments = [
        f"--{name}={value}" for name, value in (SMALL | {"steps": 60, "save_every": 0.0, "threads": 1}).items()
    ]
    call = [sys.executable, "-m", "models.losses.faq.train", *arguments]
    folders = {name: tmp_path / name for name in ("whole", "killed")}
    calls = {name: [*call, f"--run={place}", f"--output={place}/out"] for name, place in folders.items()}
    state = folders["killed"] / "state.npz"
    with subprocess.Popen(calls["killed"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        until(lambda: state.exists() or process.poll() is not None, COMMAND)
        process.send_signal(signal.SIGKILL)
    assert not (folders["killed"] / "out").exists()
    for one in calls.values():
        subprocess.run(one, check=True, capture_output=True, timeout=COMMAND)
    matchers = [load(place / "out") for place in folders.values()]
    texts = [entry.question for entry in entries("en")]
    one, other = (np.stack([faq.question_vectors(texts), faq.answer_vectors(texts)]) for faq in matchers)
    np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_run_that_is_killed_while_it_writes_what_it_begins_with_writes_it_again(tmp_path, monkeypatch):
    from models.losses.faq.material import prepare

    (tmp_path / "texts.txt").write_text("Here is a sentence of words. There is another one of them.\n" * 50)
    chosen, whole = options(tmp_path, english=[str(tmp_path / "texts.txt")]), np.savez

    def killed(name, path, **arrays):
        whole(path, **arrays)
        if name in path.name:
            path.write_bytes(path.read_bytes()[:200])
            raise KeyboardInterrupt

    for name in ("first", "english"):
        monkeypatch.setattr(np, "savez", partial(killed, name))
        with pytest.raises(KeyboardInterrupt):
            prepare(chosen)
    monkeypatch.undo()
    assert len(prepare(chosen).mixture.sources) == 2


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    from models.losses.faq.fitting import network_of, pretrain
    from models.losses.faq.material import prepare

    chosen = options(tmp_path, steps=1)
    material = prepare(chosen)

    def full(path, *arrays):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(StateError, match=r"No space left.*Free some space"):
        pretrain(network_of(chosen, material), chosen, material)


def test_a_folder_is_that_of_one_command(tmp_path):
    from models.losses.faq.material import prepare

    prepare(options(tmp_path))
    prepare(options(tmp_path, output="elsewhere"))
    with pytest.raises(StateError, match="other options"):
        prepare(options(tmp_path, steps=13))


def test_texts_that_have_changed_are_read_again_until_something_is_learnt(tmp_path):
    from models.losses.faq.material import prepare

    text = tmp_path / "texts.txt"
    line = "Here is a sentence of words. There is another one of them.\n"
    text.write_text(line * 50)
    chosen = options(tmp_path, english=[str(text)], words_en=20_000)
    prepare(chosen)
    text.write_text(line.replace("sentence", "zeppelin") * 50)  # of the same size
    material = prepare(chosen)
    zeppelin = material.tokenizer.token_to_id("zeppelin")
    assert zeppelin and zeppelin in material.mixture.sources[0][0].tokens
    (tmp_path / "run" / "state.npz").touch()
    text.write_text(line * 50)
    with pytest.raises(StateError, match=r"began with another texts\.txt.*Give another --run"):
        prepare(chosen)
    text.unlink()
    assert len(prepare(chosen).mixture.sources) == 2  # what was read is enough


def test_a_loss_that_is_no_number_stops_the_run(tmp_path):
    from models.losses.faq.data import read_set
    from models.losses.faq.fitting import fine_tune, network_of
    from models.losses.faq.material import prepare

    chosen = options(tmp_path, faq_learning_rate=float("nan"))
    material, faq = prepare(chosen), read_set("en")
    with pytest.raises(DivergedError):
        fine_tune(network_of(chosen, material), chosen, material.tokenizer, {faq: faq.known(faq.open_topics)})


def test_the_command_on_a_card_has_no_folder_of_this_machine():
    shown = command(Options(english=["/data/en.txt"], cedict="/x/cedict.txt", run="/y", steps=7))
    assert shown == "python -m models.losses.faq.train --english en.txt --cedict cedict.txt --steps 7"
    assert parse_options(["--steps", "7"]).steps == 7
