"""Deployment to a real Hub on loopback, and the deployed Space as it starts from what was sent."""

import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import yaml
from gradio_client import handle_file
from huggingface_hub.errors import RepositoryNotFoundError

import hub_utils
from hub_utils import errors, pins
from hub_utils.deploy import ROOT, contents, deploy, readme
from hub_utils.deploy.__main__ import main, parse_variables
from models import captcha
from tests.hub_utils import tiny_checkpoint
from tests.live_app import LiveApp, free_port

SECRET = "a-value-that-nobody-may-read"


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    """A copy of the code, which nobody edits while a test deploys it twice."""
    copy = tmp_path / "root"
    for file in (*contents((), bundled=False), "README.md"):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, copy / file)
    monkeypatch.setattr("hub_utils.deploy.ROOT", copy)
    return copy


@pytest.fixture
def space(hub):
    return f"{hub.user}/space-{uuid4().hex[:8]}"


@pytest.fixture
def account(hub, api, tmp_path, monkeypatch):
    """An account with tiny models at their pins, one for each bundled folder."""
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "checkpoints")
    for name in ("captcha", "words-en"):
        folder = tiny_checkpoint.write(tmp_path / "checkpoints" / name, pins.entry(name).system)
        api.delete_repo(f"{hub.organisation}/{name}", missing_ok=True)
        hub_utils.publish(folder, f"{hub.organisation}/{name}", tag=pins.entry(name).revision)
    return hub.organisation


def commits(api, space):
    return [commit.commit_id for commit in api.list_repo_commits(space, repo_type="space")]


def test_the_code_goes_in_one_commit_and_the_weights_stay_where_they_are(api, space, account):
    done = deploy(space, private=True, namespace=account)
    info = api.space_info(space)
    files = {file.rfilename for file in info.siblings}
    assert info.private and info.sdk == "gradio" and len(commits(api, space)) == 2  # the first is the Hub's own
    assert {
        "app.py",
        "settings.py",
        "requirements.txt",
        "demos/captcha/endpoints.py",
        "demos/captcha/strings.toml",
    } <= files
    assert not [file for file in files if file.startswith(("tests", "checkpoints", "benchmarks", ".venv", "runs"))]
    assert not [file for file in files if "__pycache__" in file or file.endswith((".pyc", ".pyi"))]
    page = api.hf_hub_download(space, "README.md", repo_type="space")
    matter = yaml.safe_load(Path(page).read_text(encoding="utf-8").split("---")[1])
    commit = api.model_info(f"{account}/captcha").sha
    assert matter["models"] == [f"{account}/captcha", f"{account}/words-en"]
    listed = "README.md,config.json,metrics.json,model.keras,model.onnx"
    assert matter["preload_from_hub"][0] == f"{account}/captcha {listed} {commit}"
    assert f"captcha={account}/captcha@{commit}" in api.get_space_variables(space)["KEXUE_PINS"].value
    assert [model.name for model in done.models] == ["captcha", "words-en"]


def test_a_second_time_changes_nothing_and_a_change_is_one_commit(api, space, account, monkeypatch):
    deploy(space, namespace=account, variables={"KEXUE_QUEUE_SIZE": "8"})
    before = commits(api, space), api.get_space_variables(space)
    assert not deploy(space, namespace=account, variables={"KEXUE_QUEUE_SIZE": "8"}).commits
    assert (commits(api, space), api.get_space_variables(space)) == before
    api.upload_file(path_or_fileobj=b"x", path_in_repo="demos/old.py", repo_id=space, repo_type="space")
    api.upload_file(path_or_fileobj=b"x", path_in_repo="mine.txt", repo_id=space, repo_type="space")
    changes = {change.file: change.kind for change in deploy(space, namespace=account).changes}
    assert changes["demos/old.py"] == "removed" and "mine.txt" not in changes
    assert len(commits(api, space)) == len(before[0]) + 3


def test_a_dry_run_shows_files_and_sizes_and_writes_nothing(api, space, account, capsys):
    assert main([space, "--namespace", account, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "app.py" in shown and "bytes" in shown and f"model: {account}/captcha" in shown
    with pytest.raises(RepositoryNotFoundError):
        api.space_info(space)


def test_secrets_come_from_the_environment_and_are_shown_nowhere(api, hub, space, account, monkeypatch, capsys, caplog):
    caplog.set_level("DEBUG", "hub_utils")
    command = [space, "--namespace", account, "--secret", "MY_SECRET", "--variable", "KEXUE_QUEUE_SIZE=8"]
    assert main(command) == 1
    assert "no MY_SECRET" in capsys.readouterr().err
    monkeypatch.setenv("MY_SECRET", SECRET)
    assert main(command) == 0
    printed = capsys.readouterr()
    assert "secret: MY_SECRET" in printed.out
    assert set(api.get_space_secrets(space)) == {"MY_SECRET"}
    assert api.get_space_variables(space)["KEXUE_QUEUE_SIZE"].value == "8"
    assert SECRET not in printed.out + printed.err + caplog.text and hub.token not in printed.out + caplog.text


def test_what_is_not_published_is_told_with_the_command_that_does(space, hub, account, capsys):
    assert main([space, "--namespace", hub.other]) == 1
    assert f"hub_utils.publish checkpoints/captcha {hub.other}/captcha --tag v1" in capsys.readouterr().err


def test_the_bundled_folders_can_be_sent_along(api, space, account):
    deploy(space, bundled=True)
    files = set(api.list_repo_files(space, repo_type="space"))
    assert {"checkpoints/captcha/model.onnx", "checkpoints/words-en/config.json"} <= files
    assert "KEXUE_PINS" not in api.get_space_variables(space)


def test_sent_along_they_are_served_though_the_space_had_pins(api, space, account):
    deploy(space, namespace=account, variables={"KEXUE_LOG": "debug"})
    assert "variable taken away: KEXUE_PINS" in str(deploy(space, bundled=True, dry_run=True))
    assert "KEXUE_PINS" in api.get_space_variables(space)
    deploy(space, bundled=True)
    assert list(api.get_space_variables(space)) == ["KEXUE_LOG"]
    assert "taken away" not in str(deploy(space, bundled=True))


def test_private_and_public(api, space, account):
    deploy(space, namespace=account)
    with pytest.raises(errors.VisibilityMismatchError):
        deploy(space, namespace=account, private=True)
    with pytest.raises(errors.NoSuchRepoError, match="user/space"):
        deploy("space", namespace=account)


def test_the_front_matter_keeps_the_rest():
    text = "---\ntitle: A\nmodels: [x/y]\npreload_from_hub: [x/y]\nsdk: gradio\n---\n# A\n\n---\nrule\n"
    assert readme(text, ()) == "---\ntitle: A\nsdk: gradio\n---\n# A\n\n---\nrule\n"


@pytest.mark.parametrize("pair", ["KEXUE_RATE", "=30", "KEXUE RATE=30", "", "1A=2"])
def test_a_variable_that_is_none_is_refused(hub, space, api, pair, capsys):
    assert main([space, "--bundled", "--variable", "KEXUE_LOG=debug", "--variable", pair]) == 1
    shown = capsys.readouterr().err
    assert "BadSettingError" in shown and repr(pair) in shown and "--variable KEXUE_RATE=30" in shown
    assert not api.repo_exists(space, repo_type="space")


def test_variables_keep_what_stands_behind_the_first_sign():
    assert parse_variables(["A=b=c", "EMPTY=", "B=two\nlines"]) == {"A": "b=c", "EMPTY": "", "B": "two\nlines"}


def test_only_what_is_allowed_is_sent(root):
    before = set(contents((), bundled=False))
    for file in (
        ".env",
        "notes.txt",
        "demos/.env",
        "demos/__pycache__/a.py",
        "demos/shared/components.pyi",
        "models/w.h5",
    ):
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_text("secret")
    assert set(contents((), bundled=False)) == before
    assert {"demos/shared/assets/page.css", "demos/words/views/zoom.js", "demos/shared/theme.py", "README.md"} <= before
    assert "hub_utils/pins.toml" in before
    assert not [file for file in before if file.startswith("hub_utils/local_hub")]


def test_all_that_the_code_may_read_is_sent(monkeypatch):
    """Pages to read as examples and what trainings as jobs begin with, too."""
    monkeypatch.setattr("hub_utils.deploy.ROOT", ROOT)
    command = ["git", "ls-files", "demos", "models", "hub_utils", ":!hub_utils/local_hub"]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "models/articles/examples/article-en.html" in tracked
    assert not set(tracked) - set(contents((), bundled=False))


def test_the_space_starts_from_what_was_sent_and_serves_the_commit(api, hub, space, tmp_path):
    """As on a Space: its files, its variables, the preloaded commits in the cache; then also with the Hub gone."""
    for name in sorted(folder.name for folder in pins.BUNDLED.iterdir()):
        api.delete_repo(f"{hub.organisation}/{name}", missing_ok=True)
        hub_utils.publish(pins.BUNDLED / name, f"{hub.organisation}/{name}", tag=pins.entry(name).revision)
    deploy(space, namespace=hub.organisation)
    folder = api.snapshot_download(space, repo_type="space", local_dir=tmp_path / "space")
    variables = {key: variable.value for key, variable in api.get_space_variables(space).items()}
    for line in yaml.safe_load((tmp_path / "space/README.md").read_text().split("---")[1])["preload_from_hub"]:
        repo, files, commit = line.split()
        api.snapshot_download(repo, allow_patterns=files.split(","), revision=commit, cache_dir=tmp_path / "home/hub")
    environment = variables | {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "home"), "PYTHONPATH": folder}
    captcha.draw("2468", seed=1).save(tmp_path / "four.png")
    hub.stop()
    try:
        with LiveApp(f"{folder}/app.py", environment=environment) as app:
            client = app.client()
            reading = client.predict(handle_file(tmp_path / "four.png"), "0123456789", 4, api_name="/solve_captcha")
            example = handle_file(Path(folder) / "models/articles/examples/article-en.html")
            article = client.predict(files=[example], api_name="/extract_article")
            told = httpx.get(f"{app.url}/agents.md")
    finally:
        hub.start()
    assert reading["text"] == "2468"
    assert article["article"]["title"] and told.status_code == 200 and "/solve_captcha" in told.text
    assert not (tmp_path / "space" / "checkpoints").exists()  # so that it was read by what had been preloaded


def test_a_dry_run_needs_no_hub_and_says_what_it_cannot_know(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "checkpoints")
    tiny_checkpoint.write(tmp_path / "checkpoints" / "captcha")
    planned = deploy("me/space", dry_run=True)
    tag = pins.entry("captcha").revision
    assert {change.kind for change in planned.changes} == {"unknown"} and "app.py" in str(planned)
    assert [(model.repo, model.commit) for model in planned.models] == [("me/captcha", tag)]
    assert planned.variables["KEXUE_PINS"] == f"captcha=me/captcha@{tag}"
    assert "(public if it is new)" in str(planned) and "at which commits the models are" in str(planned)
    alone = deploy("me/space", dry_run=True, bundled=True)
    assert not alone.models and "Not known therefore: which of this is there already." in str(alone)
    with pytest.raises(errors.HubUnreachableError):
        deploy("me/space")
