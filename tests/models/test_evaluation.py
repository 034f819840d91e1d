"""What the commands that measure a checkpoint have in common."""

from argparse import Namespace
from pathlib import Path

import pytest

from models.articles import evaluate as articles
from models.captcha import evaluate as captcha
from models.evaluation import FolderError, PromotionError
from models.gan import evaluate as gan
from models.gan import knobs
from models.losses.faq import evaluate as faq
from models.recovery import evaluate as recovery
from models.words import evaluate as words
from models.words import export, fit_offsets

COMMANDS = {
    "the scores of word vectors": lambda folder: words.main(words.Options(folder=folder)),
    "the file of word vectors": lambda folder: export.main(export.Options(folder=folder, output=f"{folder}/a.bin")),
    "what each offset tells": lambda folder: fit_offsets.main(fit_offsets.Options(folder=folder)),
    "the scores of a FAQ matcher": lambda folder: faq.main(faq.Options(folder=folder)),
    "the scores of blocks": lambda folder: recovery.main(recovery.Options(folder=folder)),
    "the knobs of a generator": lambda folder: knobs.main(Namespace(folder=Path(folder), knobs="")),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("content", [None, "", "[1]"])
def test_a_folder_without_a_checkpoint_is_named_with_a_remedy(tmp_path, command, content):
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(FolderError, match=f"{tmp_path} holds no checkpoint.*Name the folder"):
        COMMANDS[command](str(tmp_path))


@pytest.mark.parametrize("system", [articles, captcha, faq, gan, recovery, words], ids=lambda module: module.__name__)
def test_a_revision_is_promoted_or_not_named(system, monkeypatch):
    monkeypatch.setattr(system, "promote", lambda *_: pytest.fail("promoted"))
    with pytest.raises(PromotionError, match=r"none is named.*--revision v2"):
        system.main(system.Options(promote=True))
    with pytest.raises(PromotionError, match=r"not the revision v9.*Add --promote"):
        system.main(system.Options(revision="v9"))
