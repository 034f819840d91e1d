"""The frame: engines are installed, served, stopped; pages lie beside their truth; one that fails stops no other."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.articles.errors import ArticlesError
from models.articles.thread.engines import __main__ as command
from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.environment import (
    install_packages,
    python_of,
    run_bounded,
    run_inside,
    told,
)
from models.articles.thread.engines.known import ENGINES
from models.articles.thread.engines.saving import write_truth
from models.articles.thread.engines.server import fetched, free_port, serving
from models.articles.thread.engines.talks import talk, talks
from models.articles.thread.evaluate import by_method, labelled_pages, tallies, total
from tests.waiting import until

TINY = "tests.models.articles.thread.engines.tiny_board"
BOARDS = [f"{TINY}:{name}" for name in ("BrokenBoard", "SurprisedBoard", "TinyBoard")]


@pytest.fixture(scope="module")
def made(tmp_path_factory, request):
    """What the command leaves and prints for a board that works and two that do not."""
    folder = tmp_path_factory.mktemp("engines")
    words = [sys.executable, "-m", "models.articles.thread.engines", "--engine", *BOARDS, "--talks", "3", "--seed", "5"]
    places = ["--out", str(folder / "pages"), "--home", str(folder / "home")]
    root = Path(__file__).parents[5]
    done = subprocess.run([*words, *places], capture_output=True, text=True, cwd=root, timeout=300, check=True)
    return folder / "pages", done.stdout


def test_pages_lie_where_their_truth_says(made):
    lines = [json.loads(line) for line in (made[0] / "truth.jsonl").read_text("utf-8").splitlines()]
    assert [line["engine"] for line in lines] == ["tiny"] * 3
    for line, one in zip(lines, talks(3, 5), strict=True):
        html = gzip.decompress((made[0] / line["file"]).read_bytes()).decode("utf-8")
        assert line["title"] == one.title
        assert line["title"].replace("'", "&#x27;") in html
        assert (line["site"], line["lang"], line["url"]) == (
            "tiny.example",
            one.language,
            f"https://tiny.example/{one.seed}",
        )
        assert "https://tiny.example/" in line["url"] and "127.0.0.1" not in html.replace("http://127.0.0.1", "x", 0)


def test_the_truth_is_what_was_said(made):
    lines = [json.loads(line) for line in (made[0] / "truth.jsonl").read_text("utf-8").splitlines()]
    for line, one in zip(lines, talks(3, 5), strict=True):
        assert line["n_posts"] == len(line["posts"]) == len(one.standing)
        for post, said in zip(line["posts"], one.standing, strict=True):
            assert (post["author"], post["said"]) == (said.author.name, said.number)
            assert post["time"] == said.when.isoformat()[:16]
            assert post["time_attr"] == post["when"] == said.when.isoformat()
            assert len(post["head"]) == len(post["tail"]) == min(40, post["chars"])


def test_the_scorers_read_the_pages(made):
    pages = labelled_pages(made[0])
    whole = total(tallies(pages, by_method("records")))
    assert whole.pages == len(pages) == 3
    assert whole.true > 20
    assert whole.found > 0.8 * whole.true


def test_engines_that_fail_are_told_with_their_cause(made):
    told_lines = made[1].splitlines()
    assert any("BrokenBoard: left out. EngineError: There is no Erlang. Install it." in line for line in told_lines)
    assert any("SurprisedBoard: left out. ZeroDivisionError: no posts per page" in line for line in told_lines)


def test_the_last_line_counts(made):
    posts = sum(len(one.standing) for one in talks(3, 5))
    assert made[1].splitlines()[-1] == f"tiny 3 pages {posts} posts; together 3 pages {posts} posts"


def test_nothing_is_left_of_an_engine_that_fails_midway(made):
    assert not list((made[0] / "html").glob("surprised*"))


def test_no_engine_at_all_is_an_error(tmp_path):
    with pytest.raises(ArticlesError, match="No engine served"):
        command.main(command.Options(out=str(tmp_path), engine=[f"{TINY}:BrokenBoard"], home=str(tmp_path)))
    with pytest.raises(ArticlesError, match="No folder"):
        command.main(command.Options())


@pytest.mark.parametrize("name", ["punbb", "no_such_module:Board", f"{TINY}:NoBoard", "json"])
def test_an_engine_that_nobody_knows_is_an_error(name):
    with pytest.raises(EngineError, match="machina"):
        command.engine_of(name)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_every_engine_that_is_known_keeps_the_contract(name):
    engine = command.engine_of(name)
    assert engine.name == name
    assert engine.kind in ("forum", "comments", "list", "tracker", "questions")
    assert callable(engine.install)
    assert callable(engine.serve)


def test_the_list_names_every_engine(capsys):
    command.main(command.Options(known=True))
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == sorted(ENGINES)


def test_truth_of_other_engines_is_kept(tmp_path):
    write_truth(tmp_path, [{"engine": "a", "id": 1}, {"engine": "b", "id": 2}])
    write_truth(tmp_path, [{"engine": "a", "id": 3}])
    lines = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == [2, 3]


SERVER = """
import http.server
http.server.HTTPServer(("127.0.0.1", {port}), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def stopped(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_server_is_stopped_whatever_happens_in_between(tmp_path):
    (tmp_path / "number").write_text("no pid yet")
    port = free_port()
    code = f"import os; open('number', 'w').write(str(os.getpid())){SERVER.format(port=port)}"
    with pytest.raises(RuntimeError), serving([sys.executable, "-c", code], port, tmp_path) as address:
        assert fetched(f"{address}/number").decode().isdigit()
        with pytest.raises(EngineError, match="answers 404"):
            fetched(f"{address}/nothing")
        raise RuntimeError
    until(lambda: stopped(int((tmp_path / "number").read_text())))
    with pytest.raises(EngineError, match="does not answer"):
        fetched(f"http://127.0.0.1:{port}/number")


def test_no_server_outlives_a_command_that_is_stopped(tmp_path):
    words = [sys.executable, "-m", "models.articles.thread.engines", "--engine", f"{TINY}:WaitingBoard", "--talks", "1"]
    places = ["--out", str(tmp_path / "pages"), "--home", str(tmp_path / "home")]
    running = subprocess.Popen([*words, *places], cwd=Path(__file__).parents[5])
    server = tmp_path / "home" / "waiting" / "server"
    try:
        until(server.exists)
        with pytest.raises(EngineError, match="answers 404"):
            fetched(f"{server.read_text()}/nothing")
    finally:
        running.terminate()
        running.wait(60)
    with pytest.raises(EngineError, match="does not answer"):
        fetched(f"{server.read_text()}/nothing")


def test_the_public_address_takes_the_place_of_loopback(tmp_path):
    port = free_port()
    (tmp_path / "page").write_text(f"http://127.0.0.1:{port}/a http://127.0.0.1/b")
    with serving([sys.executable, "-c", SERVER.format(port=port)], port, tmp_path) as address:
        assert fetched(f"{address}/page", "https://x.example") == b"https://x.example/a http://127.0.0.1/b"


def test_a_server_that_ends_says_why():
    ends = [sys.executable, "-c", "raise SystemExit('no forum today')"]
    with pytest.raises(EngineError, match="no forum today"), serving(ends, free_port()):
        pass


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(EngineError, match="There is no no-such-forum"), serving(["no-such-forum"], free_port()):
        pass
    with pytest.raises(EngineError, match="There is no no-such-forum"):
        run_bounded(["no-such-forum"])


def test_a_command_that_fails_says_why():
    with pytest.raises(EngineError, match="ended with 3: no database"):
        run_bounded([sys.executable, "-c", "import sys; print('no database', file=sys.stderr); sys.exit(3)"])


def test_a_command_is_bounded_in_time(monkeypatch):
    monkeypatch.setattr("models.articles.thread.engines.environment.PATIENCE", 0.5)
    with pytest.raises(EngineError, match="took more than"):
        run_bounded([sys.executable, "-c", "import threading; threading.Event().wait(10)"])


def test_an_environment_is_made_once_and_runs_scripts(tmp_path, monkeypatch):
    install_packages(tmp_path)  # an environment without packages asks no registry
    made_at = python_of(tmp_path).lstat().st_mtime_ns
    install_packages(tmp_path)
    assert python_of(tmp_path).lstat().st_mtime_ns == made_at
    echo = (
        "import json, sys\nsaid = json.load(sys.stdin)\n"
        "print('noise')\nprint(json.dumps([said['talks'], said['wish']]))"
    )
    (tmp_path / "echo.py").write_text(echo)
    (tmp_path / "mute.py").write_text("print('no JSON')")
    monkeypatch.setattr("models.articles.thread.engines.environment.INSIDE", tmp_path)
    one = talk(2, "zh", 5)
    assert run_inside(tmp_path, "echo.py", [one], wish="顶") == [[told(one)], "顶"]
    with pytest.raises(EngineError, match=r"mute\.py said"):
        run_inside(tmp_path, "mute.py", [one])


def test_talks_are_told_without_deleted_posts_and_in_every_markup():
    one = next(one for one in (talk(seed, "en", 30) for seed in range(20)) if len(one.standing) < len(one.posts))
    whole = told(one)
    assert [post["number"] for post in whole["posts"]] == [said.number for said in one.standing]
    assert all(post[markup] for post in whole["posts"] for markup in ("html", "bbcode", "markdown", "mail"))
    assert whole["essay"]
    assert whole["posts"][0]["when"] == one.posts[0].when.isoformat()
