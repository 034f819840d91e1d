"""The recovery tab through gradio_client: what is found, what is deleted afterwards, what hostile input is told."""

import hashlib
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

from demos.recovery import build, endpoints, inputs, uploads
from demos.shared import ui
from models.recovery import sample
from tests.live_app import ROOT, LiveApp, refusal
from tests.waiting import BRISK, PATIENCE, until

HEAVY = {"tensorflow", "keras", "torch", "sklearn", "scipy"}
SECRET = "the plums are in the 酸梅汤 of grandmother"


@pytest.fixture(scope="module")
def app():
    """An app of its own, so that the uploads in its folder are those of this file."""
    with LiveApp("-m", "demos.recovery") as alone:
        yield alone


@pytest.fixture(scope="module")
def client(app, tmp_path_factory):
    return app.client(download_files=tmp_path_factory.mktemp("downloads"))


@pytest.fixture
def chinese(app, tmp_path):
    return app.client(download_files=tmp_path, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})


@pytest.fixture
def image(tmp_path):
    """Noise with a text in it, of another content for each test, which Gradio would else keep in one place."""
    path = tmp_path / f"{tmp_path.name}.img"
    noise = random.Random(7).randbytes(63 * 4096) + hashlib.sha256(bytes(tmp_path)).digest() * 128
    text = f"A note: {SECRET}, and nobody else knows where.\n".encode("gb18030").ljust(4096, b"\0")
    path.write_bytes(noise[: 20 * 4096] + text + noise[21 * 4096 :])
    return path


def searched(client, *given, endpoint: str = "/recover_text"):
    """The last that was told of a search."""
    job = client.submit(*given, api_name=endpoint)
    job.result(timeout=PATIENCE)
    return job.outputs()[-1]


def kept(app: LiveApp, name: str) -> list[Path]:
    """The copies of a file that the server has."""
    return list(Path(app._folder.name).rglob(name))


def test_building_the_tab_and_its_light_answers_load_nothing_heavy():
    script = f"""
import sys
from demos import recovery
from demos.recovery.endpoints import explain_command
from demos.shared import ui
with ui.page():
    recovery.build()
assert explain_command("rm -rf /").harm == "destroys"
print(*(({HEAVY!r} | {{"onnxruntime", "pytsk3"}}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_the_sample_gives_the_thesis_without_any_input(client):
    told = searched(client)
    assert (told["state"], told["recorded"], told["reason"]) == ("done", False, None)
    frame = told["frame"]
    assert frame["size"] == len(sample.sample_image())
    assert len(frame["found"]["versions"]) == 4
    assert {version["encoding"] for version in frame["found"]["versions"]} == {"utf-8", "gb18030", "utf-16-le"}
    assert frame["found"]["archive"].startswith("data:application/zip;base64,")
    assert len(frame["strip"]["hits"]) == 4


def test_the_recorded_search_is_what_is_found_today(client):
    from demos.shared import live
    from models import recovery

    recorded = live.recording("recovery.recover_text", recovery.search_live)[-1]
    found = searched(client)["frame"]["found"]
    assert [one.offset for one in recorded.found.versions] == [one["offset"] for one in found["versions"]]
    assert recorded.found.archive == found["archive"]


def test_an_image_of_ones_own_is_searched_and_stays_as_it_is(client, image):
    before = hashlib.sha256(image.read_bytes()).hexdigest()
    frame = searched(client, handle_file(image), "酸梅汤\nGRANDMOTHER  ")["frame"]
    assert hashlib.sha256(image.read_bytes()).hexdigest() == before
    (version,) = frame["found"]["versions"]
    assert (version["encoding"], version["offset"]) == ("gb18030", 20 * 4096)
    assert SECRET in "".join(text for text, _ in version["parts"])
    assert [text for text, hit in version["parts"] if hit] == ["酸梅汤", "grandmother"]


def test_all_or_any_of_the_fragments(client, image):
    for match, count in (("all", 0), ("any", 1)):
        found = searched(client, handle_file(image), "酸梅汤\nno such words", match)["frame"]["found"]
        assert len(found["versions"]) == count


def test_an_upload_is_deleted_at_once_or_kept_for_the_next_search(app, client, image):
    searched(client, handle_file(image), "酸梅汤", "all", 20, 5)
    (path,) = kept(app, image.name)  # one copy, and no more
    assert path.read_bytes() == image.read_bytes()
    for endpoint, given in (
        ("/recover_text", ["酸梅汤", "all", 20]), ("/recover_files", [[]]), ("/map_image", [64]), ("/list_texts", []),
    ):  # fmt: skip
        assert searched(client, handle_file(image), *given, 0, endpoint=endpoint)["state"] == "done"
        until(lambda: not kept(app, image.name), BRISK)


def test_an_upload_is_deleted_after_a_search_that_was_refused_or_cancelled(app, client, image):
    job = client.submit(handle_file(image), "酸梅汤", "all", 20, 0, api_name="/recover_text")
    job.cancel()
    until(lambda: not kept(app, image.name), BRISK)


def test_an_image_that_was_deleted_is_asked_for_again(app, client, image):
    gone = {"path": f"{app._folder.name}/gone/own.img", "meta": {"_type": "gradio.FileData"}}
    answer = called(app, "recover_text", [gone, "plums", "all", 20, 0])
    assert answer.status_code == 422
    assert "no longer here" in answer.text and "Upload it again" in answer.text


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", str(ROOT / "app.py")])
@pytest.mark.parametrize(
    ("endpoint", "given"),
    [("recover_text", ["root", "all", 20, 0]), ("recover_files", [[], 0]), ("map_image", [64, 0]), ("list_texts", [0])],
)
def test_a_path_outside_the_upload_folder_is_refused_and_stays(app, path, endpoint, given):
    answer = called(app, endpoint, [{"path": path, "meta": {"_type": "gradio.FileData"}}, *given])
    assert answer.status_code in (400, 422)
    assert "does not take" in answer.text or "InvalidPath" in answer.text
    assert Path("/etc/passwd").exists() and (ROOT / "app.py").exists()


def called(app: LiveApp, endpoint: str, data: list) -> httpx.Response:
    return httpx.post(f"{app.url}/gradio_api/call/{endpoint}", json={"data": data}, timeout=PATIENCE)


def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("disk.img", bytes(5000))


REFUSED = {
    "empty.img": (lambda path: path.write_bytes(b""), "empty"),
    "archive.img": (zipped, "ZIP archive"),
    "page.img": (lambda path: path.write_text("<!DOCTYPE html><html><body>404</body></html>"), "web page"),
    "packed.img": (lambda path: path.write_bytes(b"\x1f\x8b" + bytes(100)), "gzip"),
    "virtual.img": (lambda path: path.write_bytes(b"QFI\xfb" + bytes(1000)), "QCOW2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_raw_image_is_refused_before_the_queue(client, chinese, tmp_path, name):
    make, told = REFUSED[name]
    make(tmp_path / name)
    for endpoint in ("/recover_text", "/recover_files", "/map_image", "/list_texts"):
        with pytest.raises(ValidationError, match=told):
            client.predict(handle_file(tmp_path / name), api_name=endpoint)
    with pytest.raises(ValidationError, match="镜像"):
        chinese.predict(handle_file(tmp_path / name), api_name="/recover_text")


def test_an_image_above_the_limit_is_told_the_limit_and_what_to_do(tmp_path):
    with (tmp_path / "large.img").open("wb") as file:
        file.truncate(inputs.MAX_IMAGE_BYTES + 1)
    with pytest.raises(inputs.ImageTooLargeError, match=r"209,715,201 bytes.*own machine"):
        inputs.check_image(str(tmp_path / "large.img"))


def test_a_large_upload_of_zeros_is_answered(app, client, tmp_path):
    path = tmp_path / "zeros.img"
    with path.open("wb") as file:
        file.truncate(64 << 20)
    told = searched(client, handle_file(path), "anything at all", "all", 20, 0)
    assert told["state"] == "done"
    assert told["frame"]["found"]["versions"] == []
    assert set(told["frame"]["strip"]["kinds"]) == {"0"}
    until(lambda: not kept(app, "zeros.img"), BRISK)


def test_a_fragment_that_hits_everywhere_is_bounded(client, tmp_path):
    path = tmp_path / "hits.img"
    path.write_bytes(b"ab" * (3 << 20))
    found = searched(client, handle_file(path), "ab", "all", 20, 0)["frame"]
    assert found["hits"] == 1_000_000
    assert found["found"]["bounded"]


@pytest.mark.parametrize(
    ("fragments", "told"),
    [
        ("", "no fragment"),
        ("  \n \n", "no fragment"),
        ("x", "fewer than two"),
        ("plums\ny", "fewer than two"),
        ("x" * 201, "201 characters"),
        ("\n".join(f"word {number}" for number in range(21)), "21 fragments"),
        ("a\x1bb", "control characters"),
    ],
)
def test_fragments_that_cannot_be_looked_for_are_refused_before_the_queue(client, chinese, fragments, told):
    with pytest.raises(ValidationError, match=told):
        client.predict(None, fragments, api_name="/recover_text")
    with pytest.raises(ValidationError, match="2 到 200 个字符"):
        chinese.predict(None, fragments, api_name="/recover_text")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"match": "some"}, "Choose one of"),
        ({"top": 0}, "out of range"),
        ({"top": 1000}, "out of range"),
        ({"keep": -1}, "out of range"),
        ({"keep": 1e9}, "out of range"),
    ],
)
def test_values_outside_a_choice_or_range_are_refused(client, given, told):
    with pytest.raises((httpx.HTTPStatusError, ValidationError)) as refused:
        client.predict(**given, api_name="/recover_text")
    assert told in refusal(refused.value)


def test_escape_sequences_and_reading_directions_come_out_as_marks(client, tmp_path):
    path = tmp_path / "evil.img"
    text = f"\x1b]0;owned\x07 \u202e {SECRET} <img src=x onerror=alert(1)>\n" * 3
    path.write_bytes(text.encode().ljust(8192, b"\0"))
    (version,) = searched(client, handle_file(path), "grandmother", "all", 20, 0)["frame"]["found"]["versions"]
    seen = "".join(text for text, _ in version["parts"])
    assert "␛]0;owned␇" in seen or "\\u202e" in seen
    assert not {"\x1b", "\x07", "\u202e"} & set(seen)


def test_files_texts_and_map_of_the_sample(client):
    files = searched(client, endpoint="/recover_files")["frame"]["found"]
    assert [file["kind"] for file in files["files"]] == ["png", "zip", "png"]
    only = searched(client, None, ["zip"], endpoint="/recover_files")["frame"]["found"]
    assert [file["kind"] for file in only["files"]] == ["zip"]
    texts = searched(client, endpoint="/list_texts")["frame"]
    assert texts["count"] == len(texts["rows"]) >= 10
    drawn = searched(client, None, 64, endpoint="/map_image")["frame"]["strip"]
    assert len(drawn["kinds"]) == 64


def test_two_versions_of_the_sample_are_compared(client):
    found = searched(client, None, endpoints.THESIS, "all", 2, 3, endpoint="/compare_versions")["frame"]["found"]
    assert (found["first"]["number"], found["second"]["number"]) == (2, 3)
    assert found["lines"] and not found["cut"]
    with pytest.raises((AppError, ValidationError), match="4 were found"):
        client.predict(None, endpoints.THESIS, "all", 1, 9, api_name="/compare_versions")
    for wrong, told in ((0, "no number of a version"), (51, "no number of a version"), (None, "There is no number")):
        with pytest.raises(ValidationError, match=told):
            client.predict(None, endpoints.THESIS, "all", wrong, 2, api_name="/compare_versions")


def test_a_command_is_explained_in_both_languages(client):
    told = client.predict("DIR=\nrm -rf $DIR/*", api_name="/explain_command")
    assert told["harm"] == told["en"]["harm"] == "destroys"
    for language, word in (("en", "whole system"), ("zh", "整个系统")):
        worst = told[language]["verdicts"][-1]
        assert worst["notes"][0]["touched"] and worst["notes"][0]["safer"]
        assert any(word in note["touched"] + note["why"] for note in worst["notes"]), word
        assert len(told[language]["first_minute"]) >= 3
    assert client.predict("ls -l", api_name="/explain_command")["harm"] == "safe"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("rm -rf 'x", "[Ll]ine 1"),
        ("rm x; " * 20_000, "120,000 characters"),
        ("Dear sir, I deleted everything yesterday.", "sentence"),
        ("rm \x1b[31m", "no text"),
    ],
)
def test_what_is_no_command_is_refused_before_the_queue(client, chinese, command, told):
    with pytest.raises(ValidationError, match=told):
        client.predict(command, api_name="/explain_command")
    with pytest.raises(ValidationError, match=r"：.+。请.+。"):  # the cause, and what to do
        chinese.predict(command, api_name="/explain_command")


def test_only_files_of_the_upload_folder_are_ever_deleted(tmp_path):
    elsewhere = tmp_path / "folder" / "mine.img"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"mine")
    uploads.forget(str(elsewhere))
    with uploads.used(str(elsewhere), 0) as path:
        assert path == str(elsewhere)
    assert elsewhere.read_bytes() == b"mine"
    place = Path(uploads.sample_path())
    uploads.forget(str(place))
    assert place.read_bytes() == sample.sample_image()


def test_an_upload_that_two_search_is_deleted_after_the_last(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "get_upload_folder", lambda: str(tmp_path))
    path = tmp_path / "hash" / "both.img"
    path.parent.mkdir()
    path.write_bytes(bytes(4096))
    with uploads.used(str(path), 0):
        with uploads.used(str(path), 0):
            uploads.forget(str(path))
        assert path.exists()
    assert not path.exists() and not path.parent.exists()


def test_a_timer_deletes_an_upload_that_nobody_searches_any_more(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "get_upload_folder", lambda: str(tmp_path))
    path = tmp_path / "hash" / "late.img"
    path.parent.mkdir()
    path.write_bytes(bytes(4096))
    with uploads.used(str(path), 1 / 600):
        pass
    until(lambda: not path.exists(), BRISK)


def test_words_of_the_sample_are_not_looked_for_on_an_upload(tmp_path):
    image, fragments = endpoints.take_upload("/somewhere/new.img", None, endpoints.THESIS)
    assert (image, fragments) == (endpoints.Held("/somewhere/new.img", "new.img", 0), "")
    assert endpoints.take_upload("/somewhere/new.img", None, "my own words")[1] != ""
    assert endpoints.take_upload(None, None, endpoints.THESIS)[1] != ""


def test_the_tab_has_no_hidden_component():
    with ui.page() as page:
        build()
    assert [block for block in page.blocks.values() if getattr(block, "visible", True) is not True] == []


def test_a_search_beyond_the_rate_or_of_a_gone_image_is_an_error_with_words(client):
    with pytest.raises((AppError, ValidationError), match="fewer than two"):
        client.predict(None, "x", api_name="/recover_text")
