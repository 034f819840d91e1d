"""Blocks to train on: cut, labelled, and what is left out of them."""

import gzip
import io
import sqlite3
import zipfile

import numpy as np
import pytest
from PIL import Image

from models.recovery.blocks import sources
from models.recovery.blocks.data import BlockSet, Library, Texts, cut, kind_of, read_texts
from models.recovery.blocks.kinds import KINDS
from models.recovery.blocks.makers import MAKERS, UNSEEN
from models.recovery.blocks.score import by_name, entropies, score_of

TEXTS = [f"Sentence {number} of a text that is packed and stored.\n".encode() * 40 for number in range(5)]


@pytest.mark.parametrize("maker", MAKERS + UNSEEN, ids=lambda maker: maker.name)
def test_a_maker_gives_contents_of_its_kind_and_the_same_for_a_seed(maker):
    contents = [maker.make(np.random.default_rng(seed), TEXTS) for seed in (1, 2, 1)]
    assert all(len(content) >= 512 for content in contents) or maker.kind == "compressed"
    assert maker.kind in KINDS
    if maker.name != "ZIP":  # which tells the time of day
        assert contents[0] == contents[2]
    if maker.kind not in ("empty",):
        assert contents[0] != contents[1]


def test_makers_write_what_others_read():
    made = {maker.name: maker.make(np.random.default_rng(3), TEXTS) for maker in MAKERS + UNSEEN}
    assert gzip.decompress(made["gzip"]) in TEXTS
    assert zipfile.ZipFile(io.BytesIO(made["ZIP"])).testzip() is None
    for name in ("PNG", "JPEG", "WebP", "GIF", "bitmaps", "TIFF"):
        Image.open(io.BytesIO(made[name])).load()
    for name in ("SQLite", "SQLite with an inverted index"):
        assert made[name].startswith(b"SQLite format 3\0")
        database = sqlite3.connect(":memory:")
        database.deserialize(made[name])
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_seen_and_unseen_share_no_maker_and_no_suffix():
    assert not {maker.name for maker in MAKERS} & {maker.name for maker in UNSEEN}
    seen = {suffix for form in sources.FORMS if not form.unseen for suffix in form.suffixes}
    unseen = {suffix for form in sources.FORMS if form.unseen for suffix in form.suffixes}
    assert not seen & unseen


def test_blocks_are_cut_whole_or_filled_up():
    content = bytes(range(1, 256)) * 40
    for block in cut(content, 512, np.random.default_rng(0), 200):
        assert len(block) == 512
        kept = block.rstrip(b"\0")
        assert kept in content
        assert len(kept) == 512 or content.endswith(kept)


def test_a_hole_in_a_file_is_empty():
    assert KINDS[kind_of(bytes(512), "executable")] == "empty"
    assert KINDS[kind_of(bytes(511) + b"x", "executable")] == "executable"


def test_a_package_is_left_out_by_its_name_alone():
    names = [f"package{number}" for number in range(400)]
    assert 60 < sum(map(sources.left_out, names)) < 140
    assert sources.left_out("numpy") == sources.left_out("numpy")


def test_prose_comes_in_the_encodings_of_its_language():
    random = np.random.default_rng(0)
    for _ in range(20):
        content = sources.prose(["科学空间是一个网站。" * 800], "zh", random)
        decoded = [encoding for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be") if _reads(content, encoding)]
        assert decoded


def _reads(content: bytes, encoding: str) -> bool:
    try:
        return "科学空间" in content.decode(encoding).replace("\n", "").replace("\r", "")
    except UnicodeDecodeError:
        return False


def test_texts_are_told_by_their_names(tmp_path):
    (tmp_path / "en_a.txt").write_text("one")
    (tmp_path / "zh_b.txt").write_text("一")
    assert read_texts([str(tmp_path / "en_a.txt")], [str(tmp_path / "zh_b.txt")]) == Texts(
        {"en": ["one"], "zh": []}, {"en": [], "zh": ["一"]}
    )


def test_a_library_draws_the_same_blocks_of_every_kind(monkeypatch, tmp_path):
    for package in ("a", "b", "c", "d", "e", "f", "g", "h"):
        folder = tmp_path / package
        folder.mkdir()
        (folder / "x.py").write_text("def f(x):\n    return x\n" * 60)
        (folder / "x.html").write_text("<p>x</p>" * 200)
        (folder / "x.pl").write_text("my $x = 1;\n" * 200)
    monkeypatch.setattr(sources, "roots", lambda: [tmp_path])
    texts = Texts({"en": ["A sentence of prose. " * 400], "zh": []}, {"en": [], "zh": ["法律。" * 900]})
    drawn = []
    for _ in range(2):
        library = Library(texts, 5)
        drawn.append(library.draw([one for one in library.training() if one.name != "ZIP"], 12))
        assert {name for name, _ in [(one.name, one.kind) for one in library.unseen_kinds()]} >= {"Perl", "AES"}
        assert "Perl" not in {one.name for one in library.training()}
    assert np.array_equal(drawn[0].blocks, drawn[1].blocks) and drawn[0].names == drawn[1].names
    assert set(drawn[0].kinds) >= {KINDS.index(kind) for kind in ("prose", "code", "markup", "random", "database")}
    fed = [path for one in library.training() for path in one.give.paths]
    assert fed and not [path for path in fed if sources.left_out(path.parent.name)]
    trained = [path for (_, out), paths in library.paths.items() if not out for path in paths]
    assert not [path for path in trained if sources.left_out(path.parent.name)]


# -- figures


def test_every_kind_counts_alike():
    kinds = np.array([0] * 90 + [1] * 10)
    answers = np.zeros(100, np.int64)
    score = score_of(kinds, answers)
    assert score.accuracy == 0.5
    assert score.interval[0] <= score.accuracy <= score.interval[1]
    assert score.confusion[1, 0] == 1


def test_shares_by_source():
    blocks = BlockSet(np.zeros((3, 512), np.uint8), np.array([0, 0, 1]), ("a", "a", "b"))
    assert by_name(blocks, np.array([0, 1, 1])) == {"a": (0.5, 2), "b": (1.0, 1)}


def test_entropy_is_in_bits():
    blocks = np.stack([np.zeros(512, np.uint8), np.tile(np.arange(256, dtype=np.uint8), 2)])
    assert entropies(blocks).ravel() == pytest.approx([0, 8], abs=1e-3)
