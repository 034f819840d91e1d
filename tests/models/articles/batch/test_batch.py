"""Articles at scale: every kind of input, what fails, what is resumed, memory that stays flat, and the Hub."""

import ast
import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import plistlib
import random
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import brotli
import dill
import pyarrow as pa
import pytest
import zstandard
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from pyarrow import parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from models.articles.batch import __main__ as batch
from models.articles.batch import archives
from models.articles.batch.pipeline import ArticleExtractor, Input, article_pipeline, table_writer
from models.articles.batch.tables import FAILED, SCHEMA, Failure
from models.articles.errors import ArticlesError, PageError
from tests.hub_utils.hub_process import HubProcess
from tests.waiting import COMMAND, until

ROOT = Path(__file__).parents[4]
SENTENCES = (
    "The harbour froze in the first week of January, and for nineteen days no boat could leave it.",
    "People walked across the ice to the lighthouse, at first to see whether one could, later to trade.",
    "When the thaw came it took an afternoon, and the sound was heard as far as the next valley.",
)


def page(number: int) -> str:
    """An article of its own, long enough to be taken for one."""
    paragraphs = "".join(f"<p>Winter {number}. {sentence} {sentence[::-1]}</p>" for sentence in SENTENCES)
    head = f"<title>Winter {number}</title><meta charset=utf-8>"
    return f"<!doctype html><html lang=en><head>{head}</head><body><article>{paragraphs}</article></body></html>"


def rows(folder: Path, name: str = "data") -> list[dict]:
    return [row for file in sorted((folder / name).glob("*.parquet")) for row in pq.read_table(file).to_pylist()]


def winters(folder: Path) -> list[int]:
    """The numbers of the articles that were written."""
    return sorted(int(row["text"].split("Winter ")[-1].split(".")[0]) for row in rows(folder))


def options(output: Path, **given) -> batch.Options:
    return batch.Options(str(output), **given)


def html_folder(folder: Path, numbers: range, broken: int = 0) -> Path:
    folder.mkdir()
    for number in numbers:
        (folder / f"{number:05}.html").write_text(page(number), encoding="utf-8")
    for number in range(broken):
        (folder / f"broken{number}.html").write_bytes(b"")
    (folder / "notes.txt").write_text("no page")
    return folder


def warc(path: Path, numbers: range, compress: bool = True) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=compress)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a test"}))
        for number in numbers:
            writer.write_record(response(writer, number, page(number).encode()))
        writer.write_record(response(writer, 90, b"<p>gone</p>", status="404 Not Found"))
        writer.write_record(response(writer, 91, b"\x89PNG", kind="image/png"))
    return path


def response(writer, number: int, content: bytes, status: str = "200 OK", kind: str = "text/html", **headers):
    told = StatusAndHeaders(status, [("Content-Type", kind), *headers.items()], protocol="HTTP/1.1")
    return writer.create_warc_record(f"http://w.test/{number}", "response", io.BytesIO(content), http_headers=told)


def test_a_folder_of_pages_becomes_a_table(tmp_path):
    done = batch.extract_all(str(html_folder(tmp_path / "in", range(5), broken=2)), options(tmp_path / "out"))
    assert (done.pages, done.articles) == (7, 5)
    assert done.failed == {"The page is empty": 2}
    assert winters(tmp_path / "out") == list(range(5))
    files = sorted((tmp_path / "out" / "data").glob("*.parquet"))
    assert all(pq.read_schema(file).equals(SCHEMA) for file in files)
    first = rows(tmp_path / "out")[0]
    assert first["id"] == "00000.html"
    assert first["charset"]
    failed = rows(tmp_path / "out", "failed")
    assert {row["id"] for row in failed} == {"broken0.html", "broken1.html"}
    assert {row["error"] for row in failed} == {"PageError"}


@pytest.mark.parametrize("name", ["CC-MAIN-00000.warc.gz", "plain.warc"])
def test_archives_of_the_web_are_read(tmp_path, name):
    source = warc(tmp_path / name, range(4), compress=name.endswith(".gz"))
    done = batch.extract_all(str(source), options(tmp_path / "out"))
    assert (done.pages, done.articles) == (4, 4)
    assert {row["url"] for row in rows(tmp_path / "out")} == {f"http://w.test/{number}" for number in range(4)}
    assert all(row["id"].startswith("<urn:uuid:") for row in rows(tmp_path / "out"))


def test_the_character_set_that_an_archive_names_is_used(tmp_path):
    html = page(1).replace("</title>", " İki ada arasındaki</title>")
    with (tmp_path / "set.warc").open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        record = response(writer, 1, html.encode("cp1254"), kind="text/html; charset=windows-1254")
        writer.write_record(record)
    batch.extract_all(str(tmp_path / "set.warc"), options(tmp_path / "out"))
    assert rows(tmp_path / "out")[0]["title"] == "Winter 1 İki ada arasındaki"


def test_pages_of_an_archive_that_browsers_asked_for_are_read(tmp_path):
    packed = [
        (page(1), "br", brotli.compress),
        (page(2), "gzip", gzip.compress),
        ("0" * 60_000_000, "br", brotli.compress),
    ]
    with (tmp_path / "browser.warc").open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        for number, (html, coding, pack) in enumerate(packed):
            writer.write_record(response(writer, number, pack(html.encode()), **{"Content-Encoding": coding}))
        writer.write_record(response(writer, 3, page(3).encode(), **{"Content-Encoding": "br"}))  # but it is not
    done = batch.extract_all(str(tmp_path / "browser.warc"), options(tmp_path / "out"))
    assert winters(tmp_path / "out") == [1, 2, 3]
    assert (done.pages, done.failed) == (4, {"The page has N bytes, more than N": 1})


def test_zip_archives_are_read_by_the_names_that_were_packed(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    save = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + page(2).encode()
    with zipfile.ZipFile(folder / "saved.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {
            "x1.html": page(1).encode(), "b.mhtml": save, "notes.txt": b"no page", "c.html": b"\x89PNG\r\n\x1a\n",
            "__MACOSX/._x1.html": b"\0\5\x16\7", "._x1.html": b"\0\5\x16\7", "bomb.html": bytes(60_000_000),
        }.items():  # fmt: skip
            archive.writestr(name, content)
    packed = (folder / "saved.zip").read_bytes().replace(b"x1.html", "页1".encode("gbk") + b".htm"[:4])
    (folder / "saved.zip").write_bytes(packed)
    (folder / "broken.zip").write_bytes(packed[:-30])
    (folder / "._b.html").write_bytes(b"a Mac's note")
    done = batch.extract_all(str(folder), options(tmp_path / "out"))
    assert {row["id"] for row in rows(tmp_path / "out")} == {"saved.zip/页1.htm", "saved.zip/b.mhtml"}
    assert done.failed == {
        "This is a PNG picture, no page": 1,
        "The page has N bytes, more than N": 1,
        "The ZIP archive cannot be opened": 1,
    }


def test_what_browsers_save_is_read(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    save = b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Location: https://w.test/1\n\n" + page(1).encode()
    (folder / "a.mht").write_bytes(save)
    resource = {"WebResourceData": page(2).encode(), "WebResourceURL": "https://w.test/2"}
    (folder / "b.webarchive").write_bytes(plistlib.dumps({"WebMainResource": resource}, fmt=plistlib.FMT_BINARY))
    picture = "QUJD" * 5_000_000
    (folder / "c.html").write_text(page(3).replace("<p>", f'<img src="data:image/png;base64,{picture}"><p>', 1))
    batch.extract_all(str(folder), options(tmp_path / "out"))
    assert winters(tmp_path / "out") == [1, 2, 3]
    assert {row["url"] for row in rows(tmp_path / "out")} == {"https://w.test/1", "https://w.test/2", None}


def test_a_damaged_archive_costs_no_more_than_what_is_damaged(tmp_path):
    whole = warc(tmp_path / "whole.warc.gz", range(6)).read_bytes()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "cut.warc.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "noise.warc.gz").write_bytes(gzip.compress(b"no archive at all\r\n" * 50))
    plain = warc(tmp_path / "plain.warc", range(1), compress=False).read_bytes()
    (folder / "no_address.warc").write_bytes(plain.replace(b"WARC-Target-URI", b"WARC-Target-URL"))
    warc(folder / "sound.warc.gz", range(10, 12))
    done = batch.extract_all(str(folder), options(tmp_path / "out"))
    assert set(winters(tmp_path / "out")) > {0, 10, 11}
    assert done.pages == done.articles + sum(done.failed.values())
    assert {"noise.warc.gz cannot be read to its end", "no_address.warc cannot be read to its end"} <= set(done.failed)


def test_a_gigabyte_in_an_archive_is_read_no_further_than_a_page_may_go(tmp_path):
    bomb = gzip.compress(bytes(100_000_000))
    with (tmp_path / "bomb.warc").open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        writer.write_record(response(writer, 0, bomb, **{"Content-Encoding": "gzip"}))
        writer.write_record(response(writer, 1, page(1).encode()))
    with (tmp_path / "bomb.warc").open("rb") as stream:
        found = list(archives.pages_in("bomb.warc", stream))
    assert [len(page.html) > archives.MAX_PAGE_SIZE for page in found] == [True, False]
    assert len(found[0].html) < archives.MAX_PAGE_SIZE + 100_000


PACKING = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.compress}


@pytest.mark.parametrize("suffix", PACKING)
def test_json_lines_are_read_and_bad_lines_counted(tmp_path, suffix):
    name = f"rows.jsonl{suffix}"
    lines = [json.dumps({"id": number, "url": f"http://j.test/{number}", "page": page(number)}) for number in range(3)]
    text = "\n".join([lines[0], "{", "[1]", '{"page": 5}', "", *lines[1:]]).encode()
    (tmp_path / name).write_bytes(PACKING[suffix](text))
    done = batch.extract_all(str(tmp_path / name), options(tmp_path / "out", column="page"))
    assert (done.pages, done.articles) == (6, 3)
    assert done.failed == {"The line is no JSON object": 2, "The row has no page in its column page": 1}
    assert {row["id"] for row in rows(tmp_path / "out")} == {"0", "1", "2"}


@pytest.mark.parametrize("suffix", sorted(PACKING.keys() - {".gz"}))  # of that each record is packed by itself
def test_archives_are_read_however_they_are_packed(tmp_path, suffix):
    plain = warc(tmp_path / "plain.warc", range(3), compress=False).read_bytes()
    (tmp_path / f"in.warc{suffix}").write_bytes(PACKING[suffix](plain))
    batch.extract_all(str(tmp_path / f"in.warc{suffix}"), options(tmp_path / "out"))
    assert winters(tmp_path / "out") == [0, 1, 2]


@pytest.mark.parametrize("suffix", list(PACKING)[1:])
@pytest.mark.parametrize("damage", ["cut", "changed", "not packed"])
def test_a_damaged_file_is_told_however_it_is_packed(tmp_path, suffix, damage):
    text = random.Random(1).randbytes(60_000).hex().encode() + b"\n" + b"[]"
    packed = PACKING[suffix](text)
    half = len(packed) // 2
    changed = packed[:half] + bytes(byte ^ 255 for byte in packed[half : half + 500]) + packed[half + 500 :]
    folder = html_folder(tmp_path / "in", range(2))
    (folder / f"rows.jsonl{suffix}").write_bytes({"cut": packed[:-9], "changed": changed, "not packed": text}[damage])
    batch.extract_all(str(folder), options(tmp_path / "out"))
    assert winters(tmp_path / "out") == [0, 1]
    failed = [row["cause"] for row in rows(tmp_path / "out", "failed") if row["id"] == f"rows.jsonl{suffix}"]
    assert [cause.partition(" (")[0] for cause in failed] == [f"rows.jsonl{suffix} cannot be read to its end"]


def test_a_file_that_has_gone_costs_no_other(tmp_path):
    folder = html_folder(tmp_path / "in", range(2))
    (folder / "gone.html").symlink_to(tmp_path / "nowhere.html")
    done = batch.extract_all(str(folder), options(tmp_path / "out"))
    assert (done.pages, done.failed) == (3, {"gone.html cannot be read": 1})
    assert winters(tmp_path / "out") == [0, 1]


@pytest.mark.parametrize("kind", [pa.string(), pa.binary()])
def test_parquet_is_read(tmp_path, kind):
    pages = [page(number) if kind == pa.string() else page(number).encode() for number in range(40)]
    pq.write_table(pa.table({"html": pa.array([*pages, None], kind)}), tmp_path / "rows.parquet")
    done = batch.extract_all(str(tmp_path / "rows.parquet"), options(tmp_path / "out"))
    assert (done.pages, done.articles) == (41, 40)
    assert winters(tmp_path / "out") == list(range(40))


def test_a_parquet_file_without_the_column_is_told(tmp_path):
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "rows.parquet")
    done = batch.extract_all(str(tmp_path / "rows.parquet"), options(tmp_path / "out"))
    assert (done.pages, done.articles) == (1, 0)
    assert "no column html" in rows(tmp_path / "out", "failed")[0]["cause"]


def test_a_data_set_of_the_hub_is_read_and_published(tmp_path):
    """From one data set of a Hub on loopback to another, in commands as a user gives them."""
    with HubProcess(tmp_path / "hub") as hub:
        environment = hub.environment(tmp_path / "home") | {"PYTHONPATH": str(ROOT)}

        def run(*arguments: str) -> str:
            command = [sys.executable, *arguments]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=COMMAND)
            assert done.returncode == 0, done.stderr
            return done.stdout

        run(
            "-c",
            "from datasets import Dataset\nfrom tests.models.articles.batch.test_batch import page\n"
            "pages = Dataset.from_list([{'html': page(n)} for n in range(6)] + [{'html': ''}])\n"
            "pages.push_to_hub('user/pages', num_shards=3)",
        )
        command = ["user/pages", "--output", str(tmp_path / "out"), "--push", "user/articles"]
        printed = run("-m", "models.articles.batch", *command)
        assert "6 articles from 7 pages" in printed
        assert "published as user/articles at " in printed
        assert finished(tmp_path / "out") == ["00000", "00001", "00002"]
        script = "from datasets import load_dataset\nfound = load_dataset('user/articles', split='train')\n"
        assert run("-c", f"{script}print(len(found), found.column_names)").strip() == f"6 {SCHEMA.names}"


def test_two_workers_give_the_rows_of_one(tmp_path):
    source = str(html_folder(tmp_path / "in", range(12), broken=1))
    one = batch.extract_all(source, options(tmp_path / "one", workers=1, tasks=4))
    two = batch.extract_all(source, options(tmp_path / "two", workers=2, tasks=4))
    assert one == two
    by_name = [sorted(rows(tmp_path / name), key=lambda row: row["id"]) for name in ("one", "two")]
    assert by_name[0] == by_name[1]


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path):
    source, output = html_folder(tmp_path / "in", range(60)), tmp_path / "out"
    command = [sys.executable, "-m", "models.articles.batch", str(source), "--output", str(output), "--tasks", "20"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        until(lambda: len(finished(output)) >= 3 or process.poll() is not None, COMMAND)
        os.killpg(process.pid, signal.SIGKILL)
    before = {name: stamp(output / "data" / f"{name}.parquet") for name in finished(output)}
    assert 3 <= len(before) < 20
    done = batch.extract_all(str(source), options(output, tasks=20))
    assert (done.pages, done.articles) == (60, 60)
    assert winters(output) == list(range(60))
    assert {name: stamp(output / "data" / f"{name}.parquet") for name in before} == before


def finished(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "logs" / "completions").glob("*"))


def stamp(path: Path) -> int:
    return path.stat().st_mtime_ns


def test_what_is_done_is_not_done_again_and_nothing_else_is_mixed_in(tmp_path):
    source, output = html_folder(tmp_path / "in", range(3)), tmp_path / "out"
    first = batch.extract_all(str(source), options(output))
    stamps = {path: stamp(path) for path in (output / "data").glob("*")}
    assert batch.extract_all(str(source), options(output)) == first
    assert {path: stamp(path) for path in (output / "data").glob("*")} == stamps
    (source / "later.html").write_text(page(9))
    with pytest.raises(ArticlesError, match="another input"):
        batch.extract_all(str(source), options(output))


@pytest.mark.parametrize("inside", ["", "out", "a/b+c"])
def test_what_a_run_writes_into_its_input_is_none_of_it(tmp_path, inside):
    source = html_folder(tmp_path / "in", range(3), broken=1)
    (source / "data").mkdir()
    (source / "data" / "4.html").write_text(page(4))
    first = batch.extract_all(str(source), options(source / inside))
    assert (first.pages, first.articles) == (5, 4)
    assert batch.extract_all(str(source), options(source / inside)) == first


def test_a_note_that_is_damaged_is_that_of_another_input(tmp_path):
    source, output = html_folder(tmp_path / "in", range(1)), tmp_path / "out"
    batch.extract_all(str(source), options(output))
    (output / "input.json").write_bytes(b"\xff")
    with pytest.raises(ArticlesError, match="another input"):
        batch.extract_all(str(source), options(output))


@pytest.mark.parametrize("where", ["nowhere", "nowhere.warc.gz", "./a/b", "/no/such/folder"])
def test_an_input_that_is_not_there_is_told(tmp_path, where):
    with pytest.raises(ArticlesError, match=re.escape(where)):
        batch.main(batch.parse([where, "--output", str(tmp_path / "out")]))
    assert not (tmp_path / "out").exists()


def test_a_folder_without_pages_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ArticlesError, match="no pages"):
        batch.extract_all(str(tmp_path), options(tmp_path / "out"))


def test_the_extraction_follows_a_reader_of_datatroves(tmp_path):
    (tmp_path / "in").mkdir()
    lines = [json.dumps({"text": page(number), "id": str(number), "url": "http://d.test/"}) for number in range(3)]
    (tmp_path / "in" / "rows.jsonl").write_text("\n".join(lines))
    pipeline = [
        JsonlReader(str(tmp_path / "in")),
        ArticleExtractor(table_writer(str(tmp_path / "failed"), FAILED)),
        table_writer(str(tmp_path / "data"), SCHEMA),
    ]
    LocalPipelineExecutor(pipeline, logging_dir=str(tmp_path / "logs")).run()
    assert winters(tmp_path) == [0, 1, 2]
    assert {row["url"] for row in rows(tmp_path)} == {"http://d.test/"}


def test_the_pipeline_travels_to_other_machines_as_datatrove_sends_it(tmp_path):
    """Slurm, Ray and Jobs get the executor pickled, and run it by rank in a process that knows nothing else."""
    source = html_folder(tmp_path / "in", range(4))
    files = tuple(sorted(path.name for path in source.glob("*.html")))
    pipeline = article_pipeline(Input(str(source), files), str(tmp_path / "out"))
    executor = LocalPipelineExecutor(pipeline, tasks=2, workers=1, logging_dir=str(tmp_path / "out" / "logs"))
    (tmp_path / "executor.pik").write_bytes(dill.dumps(executor))
    launcher = [sys.executable, "-m", "datatrove.tools.launch_pickled_pipeline", str(tmp_path / "executor.pik")]
    done = subprocess.run(launcher, cwd=ROOT, capture_output=True, text=True, timeout=COMMAND)
    assert done.returncode == 0, done.stderr
    assert winters(tmp_path / "out") == [0, 1, 2, 3]


def peaks() -> dict[str, int]:
    """The most memory, KiB, that this process and the largest of those that it started have had so far."""
    told = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it has ended
            told[status.parent.name] = dict(re.findall(r"^(PPid|VmHWM):\s+(\d+)", status.read_text(), re.MULTILINE))
    ours, size = {str(os.getpid())}, 0
    while len(ours) > size:
        size = len(ours)
        ours |= {process for process, status in told.items() if status.get("PPid") in ours}
    own = str(os.getpid())
    return {
        "reader": int(told[own]["VmHWM"]),
        "parser": max(int(told[process].get("VmHWM", 0)) for process in ours - {own}),
    }


@pytest.mark.skipif(not Path("/proc").exists(), reason="memory is read from /proc")
def test_memory_stays_flat(tmp_path):
    """Eight times the pages, no more memory: neither pages, nor rows, nor what the parser keeps pile up."""
    program = (
        "import sys\nfrom models.articles.batch import __main__ as batch\n"
        "from tests.models.articles.batch.test_batch import peaks\n"
        "if __name__ == '__main__':\n    batch.main(batch.parse(sys.argv[1:]))\n    print(peaks())"
    )
    (tmp_path / "program.py").write_text(program)
    found = []
    for number in (100, 800):
        source, output = tmp_path / f"{number}.jsonl", tmp_path / f"out{number}"
        source.write_text("\n".join(json.dumps({"html": page(winter) + page(winter) * 9}) for winter in range(number)))
        command = [sys.executable, str(tmp_path / "program.py"), str(source), "--output", str(output)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=COMMAND)
        assert f"{number:,} articles" in done.stdout, done.stderr
        found.append(ast.literal_eval(done.stdout.splitlines()[-1]))
    few, many = found
    assert few["parser"] > 20_000
    for name, most in few.items():
        assert many[name] - most < 40_000, found  # KiB


def test_a_page_without_an_article_is_counted_and_gives_no_row(tmp_path):
    source = html_folder(tmp_path / "in", range(1))
    (source / "nothing.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    done = batch.extract_all(str(source), options(tmp_path / "out"))
    assert (done.pages, done.articles, done.failed) == (2, 1, {"No article was found in the page": 1})
    assert winters(tmp_path / "out") == [0]


def test_equal_reasons_count_as_one():
    errors = [PageError(f"The page has {size:,} bytes, more than 20,000,000.", "") for size in (21_000_000, 30_000_001)]
    assert {Failure.of(error).reason for error in errors} == {"The page has N bytes, more than N"}


def test_the_command_on_a_card_has_no_folder_of_this_machine(tmp_path):
    given = options(tmp_path / "out", column="page", workers=2, push="user/articles")
    assert batch.command(str(tmp_path / "pages"), given) == "python -m models.articles.batch pages --column page"
    assert batch.command("user/pages", options(tmp_path)) == "python -m models.articles.batch user/pages"
