"""What README.md, Spaces.md and CONTRIBUTING.md name exists, and what exists is named."""

import argparse
import re
import runpy
import sys
import warnings
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Spaces.md", "CONTRIBUTING.md")}
ALL = "\n".join(PAGES.values())
FRONT_MATTER = yaml.safe_load(PAGES["README.md"].split("---")[1])
PINS = dict(re.findall(r"^([\w-]+)(?:\[[\w,]+\])?==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
COMMANDS = sorted(set(re.findall(r"python -m ([\w.]+)((?: [^`\n#|]*)?)", ALL)))


def test_the_front_matter_agrees_with_the_pins():
    assert FRONT_MATTER["sdk"] == "gradio"
    assert FRONT_MATTER["sdk_version"] == PINS["gradio"]
    assert FRONT_MATTER["python_version"] == "3.11"
    assert (ROOT / FRONT_MATTER["app_file"]).is_file()
    assert len(FRONT_MATTER["short_description"]) <= 60  # the Hub refuses more


def test_the_models_of_the_front_matter_are_the_bundled_ones():
    from hub_utils.checkpoint import FILES
    from hub_utils.pins import BUNDLED, TABLE

    bundled = {folder.name for folder in BUNDLED.iterdir()}
    assert {repo.split("/")[1] for repo in FRONT_MATTER["models"]} == {TABLE[name].repo for name in bundled}
    for line in FRONT_MATTER["preload_from_hub"]:
        repo, files = line.split()[:2]
        assert repo in FRONT_MATTER["models"]
        assert set(files.split(",")) <= set(FILES)


def test_every_requirement_is_pinned_exactly():
    for file in ("requirements.txt", "tests/requirements.txt"):
        lines = [line.split("#")[0].strip() for line in (ROOT / file).read_text().splitlines()]
        loose = [line for line in lines if line and not line.startswith("-r") and "==" not in line]
        assert not loose


def test_settings_are_those_of_the_table_in_spaces_md():
    documented = set(re.findall(r"^\| `(KEXUE_\w+)`", PAGES["Spaces.md"], re.MULTILINE))
    assert documented == {setting.metadata["variable"] for setting in fields(Settings)}
    assert set(re.findall(r"KEXUE_\w+", ALL)) <= documented


def test_endpoints_are_those_of_the_table_in_spaces_md():
    from app import build

    documented = set(re.findall(r"^\| `(/\w+)`", PAGES["Spaces.md"], re.MULTILINE))
    assert documented == set(build().get_api_info()["named_endpoints"])
    assert set(re.findall(r'api_name="(/\w+)"', ALL)) <= documented


def test_make_targets_are_documented_and_exist():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"\.PHONY: (.*)", makefile)[1].split())
    assert set(re.findall(r"`?make (\w+)", ALL)) - {"PYTHON"} <= targets
    assert {target for target in targets if f"make {target}" not in ALL} <= {
        "audit",
        "browser",
        "disk-tools",
        "servers",
        "clean",
    }


@pytest.mark.parametrize(("module", "arguments"), COMMANDS)
def test_every_command_has_the_options_that_are_shown(module, arguments, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    parsers, show = [], argparse.ArgumentParser.print_help
    monkeypatch.setattr(argparse.ArgumentParser, "print_help", lambda self: (parsers.append(self), show(self)))
    with pytest.raises(SystemExit) as ended, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # its package has been imported, as all share this process
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    shown = capsys.readouterr().out
    assert not ended.value.code
    assert [action.dest for parser in parsers for action in parser._actions if not _has_help(action)] == []
    for option in re.findall(r"--([\w-]+)", arguments):
        assert re.search(rf"--{option}\b", shown), f"{module} has no --{option}"


def _has_help(action: argparse.Action) -> bool:
    return action.help == argparse.SUPPRESS or len((action.help or "").split()) > 1


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_repository_lead_somewhere(page):
    links = [link for link in re.findall(r"\]\(([^)#]+)", PAGES[page]) if "://" not in link]
    assert all((ROOT / link).exists() for link in links), links


def test_files_named_in_the_text_exist():
    named = set(re.findall(r"`((?:demos|models|hub_utils|tests|docs)/[\w./]+\.\w+)`", ALL))
    assert named
    assert not {path for path in named if not (ROOT / path).exists()}
