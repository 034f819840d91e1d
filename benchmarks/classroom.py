"""A class at the local Hub: thirty pupils push and pull at once with the unmodified client, beside one pupil alone.

Each makes a repository and pushes a folder with weights, adds a file to the album of the class, signs its register
(reads it, adds a line, pushes on top of what was read, and again if somebody was first), and pulls the teacher's
repository and at last the album. What was pushed must be what is pulled, to the byte, and no history may have lost or
forked. The pupils are threads of one process, each with a token and a cache of its own; the Hub is another process.
"""

import hashlib
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import disable_progress_bars

from benchmarks._command import begin
from benchmarks.startup import resident
from hub_utils import client
from tests.hub_utils.hub_process import HubProcess

PUPILS = 30
WEIGHTS = 2_000_000  # bytes of each folder that is pushed
ALBUM, REGISTER, TEACHERS = "class/album", "class/register", "class/lesson"
COLUMNS = "| pupils | step | median s | slowest s |\n| ---: | --- | ---: | ---: |"


@dataclass
class Lesson:
    """What came of a lesson: seconds of each step for each pupil, what was lost or wrong, and how often one waited."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    retries: int = 0
    whole: float = 0.0
    memory: float = 0.0  # MiB of the Hub at the end


def main(pupils: int = PUPILS, weights: int = WEIGHTS) -> None:
    """Prints how long each step takes one pupil alone, and each of many."""
    disable_progress_bars()
    print(COLUMNS)
    for number in (1, pupils):
        with tempfile.TemporaryDirectory(prefix="classroom-") as folder:
            told = lesson(Path(folder), number, weights)
        for step, seconds in told.seconds.items():
            print(f"| {number} | {step} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |")
        kept = "nothing lost, nothing wrong" if not told.lost else f"LOST OR WRONG: {told.lost}"
        again = f"{told.retries} pushes to the register came second and were made again"
        print(f"| {number} | all: {kept}; {again}; the Hub holds {told.memory:.0f} MiB | | {told.whole:.2f} |")


def lesson(folder: Path, pupils: int, weights: int) -> Lesson:
    """One lesson on a Hub of its own in `folder`."""
    names = [f"pupil{number:02}" for number in range(pupils)]
    accounts = [f"--token={name}={token_of(name)}" for name in names]
    members = [f"--org={name}=class" for name in (*names, HubProcess.user)]
    told = Lesson()
    with HubProcess(folder / "hub", *accounts, *members) as hub:
        teacher = client.api(hub.token, hub.endpoint)
        for repo in (ALBUM, REGISTER, TEACHERS):
            teacher.create_repo(repo)
        given = random.Random(0).randbytes(weights)
        teacher.upload_file(path_or_fileobj=given, path_in_repo="model.safetensors", repo_id=TEACHERS)
        teacher.upload_file(path_or_fileobj=b"", path_in_repo="names.txt", repo_id=REGISTER)
        began, bell = time.perf_counter(), threading.Barrier(pupils)
        with ThreadPoolExecutor(pupils) as room:
            work = [room.submit(_attend, told, hub, name, folder, given, bell) for name in names]
            for name, done in zip(names, work, strict=True):
                if error := done.exception():
                    told.lost.append(f"{name}: {error!r}")
        told.whole = time.perf_counter() - began
        told.lost += _missing(teacher, names, folder)
        told.lost += ["the Hub failed once"] * ("Traceback" in hub.log())
        told.memory = resident(hub.pid)
    return told


def token_of(pupil: str) -> str:
    """A pupil's token; the Hub wants 16 characters."""
    return f"hf_token_of_the_pupil_{pupil}"


def _attend(told: Lesson, hub: HubProcess, name: str, folder: Path, given: bytes, bell: threading.Barrier) -> None:
    api, home = client.api(token_of(name), hub.endpoint), folder / name
    own = random.Random(name).randbytes(len(given))
    (home / "mine").mkdir(parents=True)
    (home / "mine" / "model.safetensors").write_bytes(own)
    (home / "mine" / "README.md").write_text(f"---\nlicense: mit\n---\n# {name}\n", encoding="utf-8")

    def step(title: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        told.seconds.setdefault(title, []).append(time.perf_counter() - began)

    bell.wait()
    step("make a repository, push a folder", lambda: _push(api, f"{name}/model", home / "mine"))
    step("add to the album", lambda: _add(api, ALBUM, name, own[:100_000]))
    step("sign the register", lambda: _sign(told, api, name, home))
    step("pull the teacher's", lambda: _pull(told, api, TEACHERS, "model.safetensors", given, home))
    step("pull one's own", lambda: _pull(told, api, f"{name}/model", "model.safetensors", own, home))
    step("pull the album", lambda: _pull(told, api, ALBUM, f"{name}.bin", own[:100_000], home))


def _push(api: HfApi, repo: str, folder: Path) -> None:
    api.create_repo(repo)
    api.upload_folder(folder_path=folder, repo_id=repo)


def _add(api: HfApi, repo: str, name: str, content: bytes) -> None:
    api.upload_file(path_or_fileobj=content, path_in_repo=f"{name}.bin", repo_id=repo, commit_message=name)


def _sign(told: Lesson, api: HfApi, name: str, home: Path) -> None:
    while True:
        head = api.model_info(REGISTER).sha
        page = Path(api.hf_hub_download(REGISTER, "names.txt", revision=head, cache_dir=home / "cache"))
        signed = page.read_text() + f"{name}\n"
        try:
            api.upload_file(
                path_or_fileobj=signed.encode(),
                path_in_repo="names.txt",
                repo_id=REGISTER,
                parent_commit=head,
                commit_message=name,
            )
            return
        except HfHubHTTPError as refusal:
            if refusal.response.status_code != 412:
                raise
            told.retries += 1


def _pull(told: Lesson, api: HfApi, repo: str, file: str, expected: bytes, home: Path) -> None:
    got = Path(api.snapshot_download(repo, cache_dir=home / "cache"))
    if digest((got / file).read_bytes()) != digest(expected):
        told.lost.append(f"{home.name}: {file} of {repo} is not what was pushed")


def _missing(teacher: HfApi, names: list[str], folder: Path) -> list[str]:
    """What the Hub should have and has not, as the teacher sees it afterwards."""
    found = []
    for repo, first in ((ALBUM, 1), (REGISTER, 2)):  # commits that the teacher made
        history = teacher.list_repo_commits(repo)
        if sorted(commit.title for commit in history[:-first]) != names:
            found.append(f"the history of {repo} has {len(history)} commits")
    album = {f"{name}.bin" for name in names} | {".gitattributes"}
    found += [f"{file} in the album" for file in album ^ set(teacher.list_repo_files(ALBUM))]
    register = Path(teacher.hf_hub_download(REGISTER, "names.txt", cache_dir=folder / "teacher"))
    if sorted(register.read_text().split()) != names:
        found.append("names in the register")
    found += [f"{name}/model" for name in names if len(teacher.list_repo_commits(f"{name}/model")) != 2]
    return found


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    begin(main)
