"""What the knobs of a generator change: what they are called, and nothing else."""

import shutil
import sys

import numpy as np
import pytest

import hub_utils
from models import gan
from models.gan import knobs
from models.gan.design import Design
from models.gan.errors import OutOfRangeError
from models.gan.options import Options
from models.gan.properties import PROPERTIES

SIDE = 12


class Tinted:
    """Draws planes whose light is the first latent and a part of the second, which is their warmth."""

    design = Design("dcgan", SIDE, SIDE, 3, classes=2, latent=5)

    def kinds(self, count):
        return np.arange(count, dtype=np.int32) % 2

    def shades(self, latents, kinds):
        light = 0.4 + 0.02 * (latents[:, 0] + latents[:, 1]) + 0.2 * kinds
        tint = 0.02 * latents[:, 1]
        planes = np.stack([light + tint, light, light - tint], axis=1)
        return np.broadcast_to(planes[:, None, None], (len(latents), SIDE, SIDE, 3))


def test_a_direction_changes_its_property_and_leaves_the_others():
    light, warmth = knobs.directions(Tinted(), ["light", "warmth"])
    np.testing.assert_allclose(light, [1, 0, 0, 0, 0], atol=0.01)
    np.testing.assert_allclose(warmth, np.array([-1, 1, 0, 0, 0]) / 2**0.5, atol=0.01)


@pytest.mark.parametrize("name", ["digits", "fashion", "faces"])
def test_each_knob_of_a_bundled_checkpoint_changes_what_it_is_called(name):
    model = gan.load(hub_utils.fetch(f"gan-{name}"))
    assert len(model.knobs) == len(model.directions), f"run python -m models.gan.knobs checkpoints/gan-{name} --knobs …"
    changes = knobs.effects(model)
    own = np.diag(changes)
    assert (own > 1.5).all(), dict(zip(model.knobs, own, strict=True))
    assert (np.abs(changes - np.diag(own)) < own[:, None] / 3).all(), knobs.table(model)


def test_the_command_writes_other_knobs_and_tells_what_they_change(run, tmp_path, monkeypatch, capsys):
    folder = shutil.copytree(run.output, tmp_path / "copy")
    monkeypatch.setattr(sys, "argv", ["knobs", str(folder), "--knobs", "light,height"])
    knobs.main(knobs.arguments())
    model = gan.load(folder)
    assert model.knobs == ("light", "height")
    assert model.directions.shape == (2, model.design.latent)
    assert "| height |" in capsys.readouterr().out


def test_a_knob_that_there_is_not_is_refused_before_anything_is_trained():
    with pytest.raises(OutOfRangeError, match="no knob charm"):
        Options(data="x", knobs="light,charm")


def test_properties_are_told_apart():
    shades = np.zeros((2, 28, 28, 1))
    shades[0, 4:24, 12:16] = 1  # a standing bar
    shades[1, 12:16, 4:24] = 1  # a lying one
    assert np.diff(PROPERTIES["width"](shades)) > 0 > np.diff(PROPERTIES["height"](shades))
    assert PROPERTIES["breadth"](shades).tolist() == [4, 20]
    assert PROPERTIES["length"](shades).tolist() == [20, 4]
    assert np.diff(PROPERTIES["waist"](shades)) > 0
    leaning = np.zeros((1, 28, 28, 1))
    for row in range(4, 24):
        leaning[0, row, 24 - row : 27 - row] = 1  # further right the higher up
    assert PROPERTIES["slant"](leaning) > 0.5
