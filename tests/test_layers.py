"""Arrows run one way: app → demos → models, demos → hub_utils, and of models only commands reach hub_utils."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[1]
# Pages come from the web and articles go to the Hub: these, and no others, may reach the network.
ONLINE = {ROOT / "models" / "articles" / "web" / f"{name}.py" for name in ("addresses", "network", "fetch", "robots")}
ONLINE.add(ROOT / "models" / "articles" / "batch" / "push.py")
ONLINE.add(ROOT / "models" / "articles" / "thread" / "engines" / "server.py")  # which asks its own servers on loopback
INSIDE = ROOT / "models" / "articles" / "thread" / "engines" / "inside"  # runs in environments of forum engines alone
SHARED = {
    "cluster",
    "evaluation",
    "memory",
    "processes",
    "recipe",
    "tracking",
    "zip_members",
}  # of models/, what systems share
OF_TRAINING = {
    ROOT / "models/captcha" / name for name in ("start.py", "teacher.py")
}  # which open a checkpoint, as train.py
HEAVY = {"tensorflow", "keras", "transformers", "datasets", "onnxruntime", "torch"}


def modules(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if INSIDE not in path.parents]


def imports(path: Path) -> set[str]:
    """Dotted names of everything that a file imports, at its top or inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches(path: Path, *packages: str) -> set[str]:
    return {name for name in imports(path) for package in packages if f"{name}.".startswith(f"{package}.")}


@pytest.mark.parametrize("path", modules("models"), ids=lambda path: str(path.relative_to(ROOT)))
def test_models_never_import_gradio_nor_the_network(path):
    assert not reaches(path, "gradio", "demos", "app")
    if path not in ONLINE:
        clients = ("huggingface_hub", "httpx", "httpx2", "httpcore2", "requests", "urllib.request", "socket")
        assert not reaches(path, *clients)
    if path.name == "checkpoint.py":  # which writes the shapes of the weights into config.json
        assert not reaches(path, "hub_utils") - {"hub_utils.shapes.tensor_shapes"}
    elif path not in OF_TRAINING and path.name not in (
        ("train.py", "fit_offsets.py", "evaluate.py", "push.py", "evaluation.py", "verify.py")
    ):
        assert not reaches(path, "hub_utils")


@pytest.mark.parametrize("path", modules("models"), ids=lambda path: str(path.relative_to(ROOT)))
def test_models_never_meet_the_makers_that_they_are_tested_with(path):
    assert not reaches(path, "benchmarks", "claptcha", "django", "gvcode", "multicolorcaptcha")
    assert not reaches(path, "CaptchaGenerator", "captchakit", "deepcaptcha", "easy_captcha", "fast_captcha")
    assert not reaches(path, "flask_simple_captcha", "util_captcha")


@pytest.mark.parametrize("path", modules("models"), ids=lambda path: str(path.relative_to(ROOT)))
def test_systems_share_little(path):
    own = path.relative_to(ROOT / "models").parts[0]
    others = {name for name in reaches(path, "models") if name.split(".")[1] not in (own, *SHARED)}
    if path.name in ("train.py", "material.py", "evaluate.py"):  # begin with another system's vectors, or compare
        others = {name for name in others if name.count(".") > 1}  # what is deeper than its package is its own
    assert own in ("__init__.py", "verify.py") or not others


@pytest.mark.parametrize("path", modules("hub_utils"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_hub_knows_neither_keras_nor_gradio_nor_us(path):
    assert not reaches(path, "gradio", "keras", "tensorflow", "demos", "models", "app")


@pytest.mark.parametrize("path", modules("demos"), ids=lambda path: str(path.relative_to(ROOT)))
def test_demos_compute_nothing_themselves(path):
    assert not reaches(path, "keras", "tensorflow", "onnxruntime", "app")


def test_only_demos_and_the_app_import_gradio():
    importers = [path for path in modules(".") if ".venv" not in path.parts and reaches(path, "gradio")]
    allowed = {"demos", "tests", "benchmarks", "app.py"}
    assert {path.relative_to(ROOT).parts[0] for path in importers} <= allowed


def test_the_process_that_trains_loads_no_gradio():
    script = "import demos.shared.process, sys; print('gradio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert done.stdout == "False\n", done.stderr


@pytest.mark.parametrize("module", ["app", "hub_utils", "models.captcha", "settings"])
def test_importing_loads_no_network_library_and_opens_no_connection(module):
    script = f"""
import socket, sys
def refuse(*arguments, **options):
    raise AssertionError("a connection at import")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
import {module}
print(*({HEAVY!r} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split(), f"import {module} also imports {done.stdout}"
