"""What visitors notice while things go wrong: 32 of them go on asking while the Hub, the disk or a process fails.

For each fault: how many answers were right, refused with a sentence, wrong or lost, and how many seconds after its end
everything is as before; a running app asks the Hub once a minute. While a server is dead its visitors get no answer,
which is counted as lost at each try; what matters there is that nothing that it had acknowledged is lost, and how soon
after the kill it answers again. The captcha reader comes from a local Hub through a proxy that makes its answers go
wrong. Linux only: a disk is full by a limit on file sizes.
"""

import hashlib
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import httpx
from huggingface_hub.utils import disable_progress_bars
from PIL import Image

import hub_utils
from benchmarks._command import begin
from benchmarks._crowd import Crowd, RefusedError, Tally, call, seconds_until, upload
from hub_utils import client
from hub_utils.pins import BUNDLED
from models import captcha
from models.captcha.labelled import labelled
from tests.hub_utils.faulty_hub import Fault, FaultyHub
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp

VISITORS, ANSWERS = 32, 60  # right answers that each phase waits for
WORD = "piano"
SMALL = 100_000  # bytes that a file may have on a full disk
COLUMNS = """| fault | right | refused | wrong | lost | s until all is as before | |
| --- | ---: | ---: | ---: | ---: | ---: | --- |"""


@dataclass(frozen=True)
class Outcome:
    """What became of a fault: `note` says what was checked beside the answers."""

    tally: Tally
    recovery: float
    note: str = ""

    def line(self, name: str) -> str:
        shown = [str(self.tally.counts[kind]) for kind in ("right", "refused", "wrong", "lost")]
        return f"| {name} | {' | '.join(shown)} | {self.recovery:.1f} | {self.note} |"


class Stage:
    """A Hub with the captcha reader, the proxy before it, and an app that serves from there; `close` ends all."""

    repo = "user/reader"

    def __init__(
        self, folder: Path, visitors: int = VISITORS, answers: int = ANSWERS, command: tuple[str, ...] = ("app.py",)
    ):
        self.folder, self.visitors, self.answers, self._command = folder, visitors, answers, command
        self.feedback = folder / "feedback"
        with ExitStack() as begun:  # which ends what has begun if one of them fails
            self.hub = begun.enter_context(HubProcess(folder / "hub"))
            self.faulty = begun.enter_context(FaultyHub(self.hub.endpoint))
            self.commit = self.publish(0)
            self.app = self._app().start()
            begun.callback(lambda: self.app.stop())
            self.http = begun.enter_context(httpx.Client(timeout=60))
            self.drawn = self._draw(self.http)
            self.near = call(self.http, self.app.url, "similar_words", WORD)[0]
            self.close = begun.pop_all().close

    def _app(self) -> LiveApp:
        return LiveApp(
            *self._command,
            environment={
                "HF_ENDPOINT": self.faulty.endpoint,
                "HF_HOME": str(self.folder / "home"),
                "KEXUE_PINS": f"captcha={self.repo}@main",
                "KEXUE_FEEDBACK": str(self.feedback),
                "KEXUE_MAX_FEEDBACK": "100000",
                "KEXUE_RATE": "0",
                "KEXUE_QUEUE_SIZE": "200",
            },
        )

    def restart(self) -> None:
        """The app again, after it was killed."""
        self.app.stop()
        self.app = self._app().start()

    def publish(self, number: int) -> str:
        """Another commit of the same network, whose card differs."""
        folder = self.folder / "made"
        shutil.copytree(BUNDLED / "captcha", folder, dirs_exist_ok=True)
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        told["card"]["summary"] += f" {number}"
        (folder / "config.json").write_text(json.dumps(told), encoding="utf-8")
        with (folder / "model.onnx").open("ab") as file:  # metadata_props of ModelProto, which changes no answer
            file.write(b"\x72\x08\x0a\x01n\x12\x03%03d" % number)
        return hub_utils.publish(folder, self.repo, token=self.hub.token, endpoint=self.hub.endpoint)

    def served(self) -> tuple[str, str]:
        """From where the app has its captcha reader, and which commit."""
        listed = call(self.http, self.app.url, "list_checkpoints")[0]
        found = next(item for item in listed if item["name"] == "captcha")
        return found["kind"], found["revision"]

    def _draw(self, http: httpx.Client) -> str:
        return call(http, self.app.url, "generate_captcha", "default", "aB3x", 7)[3]["text"]

    def ask(self, http: httpx.Client, visitor: int, turn: int) -> str:
        """A captcha drawn and read, or a word's neighbours; both have one right answer."""
        if (visitor + turn) % 2:
            return "right" if self._draw(http) == self.drawn else "wrong"
        return "right" if call(http, self.app.url, "similar_words", WORD)[0] == self.near else "wrong"

    def crowd(self) -> Crowd:
        return Crowd(self.visitors, self.ask)


def hub_gone(stage: Stage) -> Outcome:
    """The Hub ends, and comes back with a newer commit."""
    with stage.crowd() as crowd:
        crowd.more(stage.answers)
        stage.hub.stop()
        crowd.more(stage.answers)
        stage.hub.start()
        return _newer(stage, crowd, 1, None)


def hub_slow(stage: Stage) -> Outcome:
    """A newer commit comes at a kilobyte a second."""
    return _newer(stage, None, 2, Fault("model.onnx", method="GET", pace=1000))


def wrong_bytes(stage: Stage) -> Outcome:
    """The network of a newer commit has another last byte than the Hub lists."""
    return _newer(stage, None, 3, Fault("model.onnx", method="GET", flip=True))


def hub_failing(stage: Stage) -> Outcome:
    """The Hub answers with HTTP 503."""
    return _newer(stage, None, 4, Fault("/", status=503))


def _newer(stage: Stage, crowd: Crowd | None, number: int, fault: Fault | None) -> Outcome:
    """Publishes a commit that cannot be had while `fault` lasts, and measures from its end until it is served."""
    if crowd is None:
        with stage.crowd() as crowd:
            stage.faulty.fault = fault
            commit, before = stage.publish(number), stage.commit
            crowd.more(2 * stage.answers)
            kept = stage.served()[1] == before
            stage.faulty.fault = None
            recovery = seconds_until(lambda: stage.served() == ("hub", commit))
    else:
        commit, kept = stage.publish(number), True
        recovery = seconds_until(lambda: stage.served() == ("hub", commit))
    stage.commit = commit
    return Outcome(crowd.tally, recovery, "the commit before was served" if kept else "ANOTHER COMMIT WAS SERVED")


def disk_full(stage: Stage) -> Outcome:
    """No file of the app may be larger than a newer commit's network, as on a disk with little room."""
    pid, most = stage.app.process.pid, resource.RLIM_INFINITY
    with stage.crowd() as crowd:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALL, most))
        commit, before = stage.publish(5), stage.commit
        crowd.more(2 * stage.answers)
        kept = stage.served()[1] == before
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
        recovery = seconds_until(lambda: stage.served() == ("hub", commit))
    stage.commit = commit
    return Outcome(crowd.tally, recovery, "the commit before was served" if kept else "ANOTHER COMMIT WAS SERVED")


def worker_killed(stage: Stage) -> Outcome:
    """The process in which a visitor trains is killed."""
    said: list[str] = []

    def play() -> bool:
        try:
            return bool(call(stage.http, stage.app.url, "play", "ring", "gradient-two-sided", 1, 1, 200, 1))
        except RefusedError as refusal:
            said.append(str(refusal))
            raise

    with stage.crowd() as crowd:
        began = time.perf_counter()
        play()
        first = time.perf_counter() - began
        for pid in _children(stage.app.process.pid, "demos.shared.process"):
            os.kill(pid, 9)
        recovery = seconds_until(play)
        crowd.more(stage.answers)
    told = f"{len(said)} training refused meanwhile; the first one of all took {first:.1f} s among these visitors"
    return Outcome(crowd.tally, recovery, told)


def hub_killed(stage: Stage) -> Outcome:
    """The local Hub is killed (kill -9) while all push files to it; each has a repository of its own."""
    acknowledged: dict[int, list[str]] = {visitor: [] for visitor in range(stage.visitors)}
    hub = client.api(stage.hub.token, stage.hub.endpoint)
    for visitor in acknowledged:
        hub.create_repo(f"user/pushed-{visitor}")

    def push(_: httpx.Client, visitor: int, turn: int) -> str:
        content, path = b"\0%d %d" % (visitor, turn) * 5_000, f"{turn}.bin"
        made = hub.upload_file(path_or_fileobj=content, path_in_repo=path, repo_id=f"user/pushed-{visitor}")
        acknowledged[visitor].append(made.oid)
        return "right"

    with Crowd(stage.visitors, push) as crowd:
        crowd.more(stage.visitors)
        began = time.perf_counter()
        stage.hub.kill()
        stage.hub.start()
        crowd.more(1)
        recovery = time.perf_counter() - began
        crowd.more(stage.visitors)
    lost = 0
    for visitor, made in acknowledged.items():
        history = [commit.commit_id for commit in hub.list_repo_commits(f"user/pushed-{visitor}")]
        lost += len(set(made) - set(history))
    whole = sum(map(len, acknowledged.values()))
    return Outcome(crowd.tally, recovery, f"of {whole} acknowledged pushes {lost} are lost")


def app_killed(stage: Stage) -> Outcome:
    """The app is killed (kill -9) while all correct captchas, and started again on the same folder."""
    acknowledged: dict[str, str] = {}

    def correct(http: httpx.Client, visitor: int, turn: int) -> str:
        text, picture = f"{visitor:02}{turn % 100:02}", captcha.draw("2468", seed=1000 * (visitor + 1) + turn)
        content = BytesIO()
        picture.save(content, "PNG")
        sent = upload(http, stage.app.url, "c.png", content.getvalue())
        call(http, stage.app.url, "correct_captcha", sent, text, True, "")
        acknowledged[_digest(picture)] = text
        return "right"

    with Crowd(stage.visitors, correct) as crowd:
        crowd.more(stage.answers)
        began = time.perf_counter()
        stage.app.process.kill()
        stage.restart()
        crowd.more(1)
        recovery = time.perf_counter() - began
        crowd.more(stage.answers)
    kept = {_digest(picture): text for picture, text in labelled(str(stage.feedback)).all()}
    lost = sum(kept.get(picture) != text for picture, text in acknowledged.items())
    halves = len(list(stage.feedback.glob("*.png"))) - len(kept)
    told = f"of {len(acknowledged)} acknowledged corrections {lost} are lost; {halves} pictures have no line yet"
    return Outcome(crowd.tally, recovery, told)


def _digest(picture: Image.Image) -> str:
    return hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()


def _children(pid: int, name: str) -> list[int]:
    """The processes that a process has started whose command line has a name."""
    started = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [child for child in started if name.encode() in Path(f"/proc/{child}/cmdline").read_bytes()]


FAULTS: dict[str, Callable[[Stage], Outcome]] = {
    "the Hub is gone": hub_gone,
    "the Hub is slow": hub_slow,
    "the Hub sends wrong bytes": wrong_bytes,
    "the Hub fails (HTTP 503)": hub_failing,
    "the disk is full": disk_full,
    "a worker is killed": worker_killed,
    "the Hub is killed in pushes": hub_killed,
    "the app is killed in corrections": app_killed,
}


def main(visitors: int = VISITORS, answers: int = ANSWERS) -> None:
    """Prints the table."""
    disable_progress_bars()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        stage = Stage(Path(folder), visitors, answers)
        try:
            print(COLUMNS)
            for name, fault in FAULTS.items():
                outcome = fault(stage)
                print(outcome.line(name), flush=True)
                for kind in ("refused", "lost", "wrong"):
                    if kind in outcome.tally.words:
                        print(f"  {kind}, the first one: {outcome.tally.words[kind]}", file=sys.stderr)
        finally:
            stage.close()


if __name__ == "__main__":
    begin(main)
