"""Habits that hold: the workflow, the hooks and the change log fit the project, and no test just sleeps."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
TARGETS = set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))
SLOW_ON_PURPOSE = {
    "tests/demos/trainings.py",  # what a test reads from, which is to be slow
    "tests/hub_utils/faulty_hub.py",
    "tests/models/articles/test_workers.py",
    "tests/models/articles/web/site.py",
    "tests/models/articles/web/test_fetch.py",
    "tests/waiting.py",
}


def steps() -> list[dict]:
    return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def makes(text: str) -> list[str]:
    return re.findall(r"\bmake (\w+)", text)


def promised() -> list[str]:
    """The Pythons of requires-python, which names the first one and the first that is too new."""
    first, beyond = (int(minor) for minor in re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"]).groups())
    return [f"3.{minor}" for minor in range(first, beyond)]


def recipe(target: str) -> str:
    return re.search(rf"^{target}:.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)[1]


def test_the_workflow_and_the_continuous_integration_call_targets_that_exist():
    called = [target for step in steps() for target in makes(step.get("run", ""))]
    assert called == ["check", "test"]
    assert makes((ROOT / ".ci" / "run").read_text(encoding="utf-8")) == ["test"]
    assert {"check", "test"} <= TARGETS


def test_the_workflow_runs_on_every_python_that_is_promised_and_so_does_make():
    assert WORKFLOW["jobs"]["make"]["strategy"]["matrix"]["python"] == promised()
    assert re.findall(r"command -v python(3\.\d+)", MAKEFILE) == promised()
    (bounds,) = re.findall(r"\((3, \d+)\) <= sys\.version_info\[:2\] <= \((3, \d+)\)", MAKEFILE)
    assert [bound.replace(", ", ".") for bound in bounds] == [promised()[0], promised()[-1]]


def test_it_runs_on_every_push_and_each_week_without_what_was_kept():
    events = WORKFLOW[True]  # YAML's word for `on`
    assert {"push", "pull_request", "schedule"} <= set(events)
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", events["schedule"][0]["cron"])
    (cache,) = [step for step in steps() if "actions/cache" in step.get("uses", "")]
    assert cache["if"] == "github.event_name != 'schedule'"
    hashed = re.findall(r"'([\w./]+\.txt)'", cache["with"]["key"])
    assert set(hashed) == {"requirements.txt", "tests/requirements.txt"}
    assert all((ROOT / path).is_file() for path in hashed)


def test_the_hooks_are_the_tools_of_make_check_from_the_same_environment():
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    entries = [hook["entry"] for hook in repos[0]["hooks"] if hook["entry"].startswith(".venv/bin/")]
    commands = [line.strip().removeprefix("$(BIN)/").removesuffix(" .") for line in recipe("check").splitlines()]
    assert [entry.removeprefix(".venv/bin/").removesuffix(" --force-exclude") for entry in entries] == commands


def test_the_change_log_begins_with_what_is_unreleased_and_knows_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[([\w.]+)\]", text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert versions[1] == PROJECT["version"]
    kinds = set(re.findall(r"^### (\w+)", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_test_sleeps_for_a_while_and_hopes(path):
    """`tests.waiting.until` and `tests.browser.states` wait for a state."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    names = {
        function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "") for function in calls
    }
    assert "wait_for_timeout" not in names
    assert "sleep" not in names or str(path.relative_to(ROOT)) in SLOW_ON_PURPOSE
