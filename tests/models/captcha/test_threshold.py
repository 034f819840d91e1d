"""The threshold of the unsure flag is chosen by makers, and judged on one that had no say in it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.captcha import CaptchaError, draw, load
from models.captcha.threshold import Options, Readings, main, table, threshold_of, without

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "captcha"


def readings(right, wrong):
    """Right and wrong readings of these confidences."""
    return Readings(np.array([*right, *wrong]), np.array([True] * len(right) + [False] * len(wrong)))


MAKERS = {
    "easy": readings(np.linspace(0.8, 1, 81), [0.3]),
    "hard": readings(np.linspace(0.2, 0.6, 20), [0.1, 0.5, 0.9, 0.9]),
}


def test_a_tenth_of_the_right_readings_lies_under_the_threshold():
    threshold = threshold_of(MAKERS)
    right = np.concatenate([maker.confidences[maker.right] for maker in MAKERS.values()])
    assert np.mean(right < threshold) == pytest.approx(0.1, abs=0.011)
    assert threshold_of({"none": readings([], [0.4])}) == 0.5


def test_what_a_threshold_does_to_a_maker():
    assert MAKERS["hard"].sure_and_wrong(0.5) == pytest.approx(3 / 24)
    assert MAKERS["hard"].flagged_right(0.6) == pytest.approx(19 / 20)
    assert readings([], [0.4]).flagged_right(0.6) == 0


def test_a_maker_is_judged_by_the_threshold_of_the_others():
    assert set(without(MAKERS, "easy")) == {"hard"}
    row = table(MAKERS).splitlines()[1].split()
    assert row[0] == "easy" and float(row[3]) == pytest.approx(threshold_of(without(MAKERS, "easy")), abs=1e-3)


def test_the_command_stores_what_all_makers_choose(tmp_path, capsys):
    folder = shutil.copytree(BUNDLED, tmp_path / "checkpoint")
    for maker, seeds in (("one", range(3)), ("two", range(3, 6))):
        (tmp_path / maker).mkdir()
        for seed in seeds:
            draw("2468", seed=seed).save(tmp_path / maker / f"2468_{seed}.png")
    sources = [str(tmp_path / "one"), str(tmp_path / "two")]
    main(Options(str(folder), sources))
    assert load(folder).threshold == load(BUNDLED).threshold
    main(Options(str(folder), sources, save=True))
    stored = json.loads((folder / "config.json").read_text(encoding="utf-8"))["threshold"]
    assert f"All choose {stored};" in capsys.readouterr().out
    with pytest.raises(CaptchaError):
        main(Options(str(folder), sources[:1]))
