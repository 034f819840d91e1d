from models.captcha import draw
from models.captcha.__main__ import main


def test_pictures_are_read_and_a_bad_file_stops_nothing(tmp_path, capsys):
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    draw("2468", seed=1).save(good)
    bad.write_text("no picture")
    assert main([str(bad), str(good), "--charset", "0123456789", "--length", "4"]) == 1
    printed = capsys.readouterr()
    name, text, confidence, verdict = printed.out.strip().split("\t")
    assert (name, len(text), set(text) <= set("0123456789")) == (str(good), 4, True)
    assert 0 <= float(confidence) <= 1 and verdict in ("sure", "unsure")
    assert str(bad) in printed.err and "PNG" in printed.err


def test_a_constraint_that_cannot_be_met_says_so(tmp_path, capsys):
    picture = tmp_path / "picture.png"
    draw("2468", seed=1).save(picture)
    assert main([str(picture), "--length", "99"]) == 1
    assert "99" in capsys.readouterr().err
