"""Works of others in this repository are named, with their licences, wherever they go."""

import re
from pathlib import Path

import pytest

from hub_utils import deploy

ROOT = Path(__file__).parents[1]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
SAID = {  # on the cards of the pictures that travel with a checkpoint
    "gan-digits": ("Yann LeCun, Corinna Cortes and Christopher Burges", "CC BY-SA 3.0"),
    "gan-fashion": ("Copyright (c) 2017 Zalando SE", MIT, 'THE SOFTWARE IS PROVIDED "AS IS"'),
    "gan-faces": ("DiceBear", "CC0 1.0"),
}


def test_what_the_notice_names_is_there():
    named = set(re.findall(r"(?:checkpoints|models)/[\w./-]*\w", NOTICE))
    assert len(named) > 10
    assert not {path for path in named if not (ROOT / path).exists()}


def test_the_notice_names_every_gallery_and_every_test_set():
    files = [*ROOT.glob("checkpoints/*/gallery.safetensors"), *ROOT.glob("models/words/sets/*.t*")]
    assert len(files) >= 9
    assert not {path for file in files if (path := file.relative_to(ROOT).as_posix()) not in NOTICE}
    assert " ".join(MIT.split()) in " ".join(NOTICE.split())


@pytest.mark.parametrize("name", SAID)
def test_the_card_says_whose_the_pictures_are(name):
    data = (ROOT / "checkpoints" / name / "README.md").read_text(encoding="utf-8").split("## Data")[1].split("\n## ")[0]
    assert "gallery.safetensors" in data
    assert not {words for words in SAID[name] if words not in data}


def test_the_notice_goes_to_the_space():
    assert deploy.contents((), bundled=False)["NOTICE"] == ROOT / "NOTICE"
