"""Deleted files on images of ext4, FAT and NTFS: ours beside what people use, on the same images in one run.

200 seeded deletions each: 160 texts (English and Chinese; UTF-8, GB 18030, UTF-16; a fifth in pieces) and 40 files of
nine kinds with signatures. Of each text one sentence is remembered. Needs Debian's packages, which
`python -m tests.models.recovery.install --peers` installs.
"""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks._command import begin
from models.recovery import carve, recover_files, recover_text
from models.recovery.answers import ENCODINGS
from tests.models.recovery.files_made import ENDINGS, make_file
from tests.models.recovery.images import SYSTEMS, Image
from tests.models.recovery.texts_made import KINDS, make_text

TEXTS, FILES, MEGABYTES = 160, 40, 64
KEPT = 40  # files that stay
SPEED_IMAGE = 512  # MiB of random, empty and text blocks, on which speed is measured
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
FOREMOST = "jpg,png,pdf,zip,gif,htm,doc,exe,rar"
SCALPEL = """\
jpg y 200000000 \\xff\\xd8\\xff \\xff\\xd9
png y 20000000 \\x89PNG\\x0d\\x0a\\x1a\\x0a IEND\\xae\\x42\\x60\\x82
pdf y 5000000 %PDF %EOF\\x0d REVERSE
pdf y 5000000 %PDF %EOF\\x0a REVERSE
zip y 10000000 PK\\x03\\x04 PK\\x05\\x06
htm n 50000 <html </html>
txt y 100000 -----BEGIN
"""


@dataclass(frozen=True)
class Deleted:
    """What was deleted: its bytes, and of a text its words, what is remembered of it, and how it lay."""

    content: bytes
    text: str | None = None
    fragment: str = ""
    pieces: bool = False
    ascii: bool = True


@dataclass
class Result:
    """What a tool gave: for texts and for other files those found whole, and how many it gave; bytes, MiB, seconds."""

    texts: set[int] = field(default_factory=set)
    given_texts: int = 0
    files: set[int] = field(default_factory=set)
    given_files: int = 0
    output: int = 0
    memory: float = 0.0
    seconds: float = 0.0


def main() -> None:
    """Prints a table for each file system and one of speed."""
    with tempfile.TemporaryDirectory() as folder:
        for system in SYSTEMS:
            path, deleted = make_image(Path(folder), system)
            print(table(system, deleted, {name: tool(path, deleted) for name, tool in TOOLS.items()}), flush=True)
        print(speeds(Path(folder)))


def make_image(folder: Path, system: str, texts: int = TEXTS, files: int = FILES) -> tuple[Path, list[Deleted]]:
    """An image with deleted files, and what they were."""
    chance = random.Random(f"{system} 200")
    named: dict[str, Deleted] = {}
    for number in range(texts):
        language = "zh" if chance.random() < 0.4 else "en"
        encoding = chance.choice(ENCODINGS if language == "zh" else ("utf-8", "utf-8", "utf-8", "utf-16-le"))
        pieces = number % 5 == 4
        size = chance.randint(9_000, 30_000) if pieces else int(10 ** chance.uniform(2.5, 4.5))
        made = make_text(1_000 + number, KINDS[number % len(KINDS)], language, size)
        content = MARKS.get(encoding, b"") + made.text.encode(encoding)
        plain = language == "en" and encoding == "utf-8"
        named[f"text{number:03}.txt"] = Deleted(content, made.text, made.fragment, pieces, plain)
    for number in range(files):
        ending = ENDINGS[number % len(ENDINGS)]
        content = make_file(1_000 + number, ending)
        named[f"file{number:03}.{ending}"] = Deleted(content, pieces=number % 5 == 4 and len(content) > 8192)
    order = list(named)
    chance.shuffle(order)
    kept = {f"kept{number:03}.bin": chance.randbytes(chance.randint(500, 20_000)) for number in range(KEPT)}
    written = {name: named[name].content for name in order if not named[name].pieces} | kept
    names = list(written)
    chance.shuffle(names)
    image = Image(folder / f"{system}.img", system, MEGABYTES)
    image.write({name: written[name] for name in names})
    image.write_in_pieces({name: named[name].content for name in order if named[name].pieces})
    image.delete(order)
    whole = image.path.read_bytes()
    return image.path, [replace(named[name], pieces=named[name].content not in whole) for name in order]


def ours(path: Path, deleted: list[Deleted]) -> Result:
    """One call for each remembered sentence, of whose versions those that are called whole count, and one for files."""
    result, began = Result(), time.perf_counter()
    for number, lost in enumerate(deleted):
        if lost.text is not None:
            versions = recover_text(path, [lost.fragment], top=3).versions
            result.given_texts += sum(not version.partial for version in versions)  # the others say that they are parts
            result.output += sum(version.length for version in versions)
            if any(same(version.text, lost.text) for version in versions):
                result.texts.add(number)
    contents = [carve(path, file) for file in recover_files(path) if file.whole]
    _score_files(result, contents, deleted)
    result.seconds = time.perf_counter() - began
    result.memory = _peak(path, deleted)
    return result


def _peak(path: Path, deleted: list[Deleted]) -> float:
    """MiB that a process of its own takes for a search and for files."""
    fragment = next(lost.fragment for lost in deleted if lost.text)
    call = f"r.recover_text({str(path)!r}, [{fragment!r}]); r.recover_files({str(path)!r})"
    script = f"import models.recovery as r; {call}; print(open('/proc/self/status').read())"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"VmHWM:\s+(\d+)", output)[0]) / 1024


def grep(path: Path, deleted: list[Deleted]) -> Result:
    """`grep -a -B5 -A10` for each remembered sentence, as article 4491 has it; a text counts if it is all there."""
    result, began = Result(), time.perf_counter()
    for number, lost in enumerate(deleted):
        if lost.text is not None:
            command = ["grep", "-a", "-B5", "-A10", "-e", lost.fragment, str(path)]
            output, memory = run(command, {"LC_ALL": "C"})
            result.memory, result.output = max(result.memory, memory), result.output + len(output)
            result.given_texts += bool(output)
            if lost.text.strip() in output.decode("utf-8", "ignore"):
                result.texts.add(number)
    result.seconds = time.perf_counter() - began
    return result


def strings(path: Path, deleted: list[Deleted]) -> Result:
    """`strings -n 8`, and of it the runs of lines around each remembered sentence; UTF-16 by a second call."""
    result, began = Result(), time.perf_counter()
    outputs = [run(["strings", "-n", "8", "-e", width, str(path)], {}) for width in ("S", "l")]
    result.seconds = time.perf_counter() - began
    for output, memory in outputs:
        result.memory, result.output = max(result.memory, memory), result.output + len(output)
    lines = [line for output, _ in outputs for line in output.decode("utf-8", "ignore").splitlines()]
    for number, lost in enumerate(deleted):
        if lost.text is not None:
            places = [place for place, line in enumerate(lines) if lost.fragment in line]
            result.given_texts += bool(places)
            wanted = [line for line in lost.text.splitlines() if len(line.encode()) >= 8]
            length = len(wanted)
            if any(lines[at : at + length] == wanted for place in places for at in range(place - length, place + 1)):
                result.texts.add(number)
    return result


def carver(command: Callable[[Path, Path], list[str]], prepare: Callable[[Path], None] = lambda folder: None) -> "Tool":
    """A tool that writes all that it finds into a folder."""

    def measure(path: Path, deleted: list[Deleted]) -> Result:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder))
            result, began = Result(), time.perf_counter()
            _, result.memory = run(command(path, Path(folder)), {"HOME": folder, "TERM": "dumb"}, folder)
            result.seconds = time.perf_counter() - began
            found = [one for one in Path(folder).rglob("*") if one.is_file() and "audit" not in one.name]
            found = [one for one in found if one.suffix not in (".conf", ".xml", ".ses", ".log")]
            contents = [one.read_bytes() for one in found]
        result.output = sum(map(len, contents))
        _score_files(result, contents, deleted)
        _score_texts(result, contents, deleted)
        return result

    return measure


def _score_files(result: Result, contents: list[bytes], deleted: list[Deleted]) -> None:
    """Which files came back to the byte, of all that are no texts."""
    files = {lost.content: number for number, lost in enumerate(deleted) if lost.text is None}
    texts = [content for content in contents if _is_text(content)]
    result.files = {files[content] for content in contents if content in files}
    result.given_files = len(contents) - len(texts)


def _score_texts(result: Result, contents: list[bytes], deleted: list[Deleted]) -> None:
    texts = {stripped(lost.content): number for number, lost in enumerate(deleted) if lost.text is not None}
    given = [content for content in contents if _is_text(content) or stripped(content) in texts]
    result.texts = {texts[stripped(content)] for content in given if stripped(content) in texts}
    result.given_texts = len(given)


def _is_text(content: bytes) -> bool:
    head = content[:2000]
    return not any(
        head.startswith(magic) for magic in (b"PK", b"\x89PNG", b"\xff\xd8", b"%PDF", b"SQLite", b"\x1f\x8b")
    ) and (head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head)


def stripped(content: bytes) -> bytes:
    """Without what a tool may pad a text with."""
    return content.strip(b"\0\r\n \t")


def same(found: str, text: str) -> bool:
    """Whether a text was found whole, give or take white space at its ends."""
    return found.strip("\ufeff\0\r\n \t") == text.strip()


def run(command: list[str], environment: dict[str, str], folder: str | None = None) -> tuple[bytes, float]:
    """What a command prints, and the MiB that it took at most."""
    timed = ["/usr/bin/env", "python3", "-c", PEAK, *command]
    done = subprocess.run(
        timed, capture_output=True, env=os.environ | environment, cwd=folder, stdin=subprocess.DEVNULL
    )
    return done.stdout, int((done.stderr.split() or [b"0"])[-1]) / 1024


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""

Tool = Callable[[Path, list[Deleted]], Result]


def _photorec(path: Path, folder: Path) -> list[str]:
    options = "partition_none,options,paranoid,fileopt,everything,enable,wholespace,search"
    return ["photorec", "/log", "/d", str(folder / "out"), "/cmd", str(path), options]


def _configured(folder: Path) -> None:
    (folder / "scalpel.conf").write_text(SCALPEL)


TOOLS: dict[str, Tool] = {
    "ours": ours,
    "grep -a -B5 -A10": grep,
    "strings": strings,
    "foremost": carver(
        lambda path, folder: ["foremost", "-Q", "-t", FOREMOST, "-i", str(path), "-o", str(folder / "out")]
    ),
    "photorec": carver(_photorec),
    "scalpel": carver(
        lambda path, folder: ["scalpel", "-c", str(folder / "scalpel.conf"), "-o", str(folder / "out"), str(path)],
        _configured,
    ),
}


def table(system: str, deleted: list[Deleted], results: dict[str, Result]) -> str:
    """Recall and precision of each tool, as Markdown."""
    texts = {number for number, lost in enumerate(deleted) if lost.text is not None}
    files = set(range(len(deleted))) - texts
    kinds = {
        "texts": texts,
        "Chinese or UTF-16": {number for number in texts if not deleted[number].ascii},
        "in pieces": {number for number in texts if deleted[number].pieces},
    }
    counts = ", ".join(f"{len(numbers)} {name}" for name, numbers in kinds.items())
    lines = [
        f"### {system}: {len(deleted)} deletions ({counts}; {len(files)} files with signatures), {MEGABYTES} MiB\n",
        "| tool | texts whole | Chinese, UTF-16 | in pieces | precision | files whole | precision | output | MiB | s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, result in results.items():
        recalls = [f"{len(result.texts & numbers) / max(1, len(numbers)):.0%}" for numbers in kinds.values()]
        cells = [
            name,
            *recalls,
            share(len(result.texts), result.given_texts),
            f"{len(result.files) / max(1, len(files)):.0%}",
            share(len(result.files), result.given_files),
            f"{result.output / 2**20:.1f} MB",
            f"{result.memory:.0f}",
            f"{result.seconds:.1f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def share(part: int, whole: int) -> str:
    """A share, or nothing where there is nothing."""
    return f"{part / whole:.0%}" if whole else ""


def speeds(folder: Path) -> str:
    """MB/s of one scan over one image that lies in memory, the fastest of three: by the clock, and by a core's time.

    The last column is the core's time in that of the first row; that of two cores is of both together.
    """
    path = folder / "speed.img"
    chance = random.Random(1)
    text = make_text(1, "plain", "en", 1 << 20).text.encode()[: 1 << 20]
    with path.open("wb") as file:
        for number in range(SPEED_IMAGE):
            file.write((chance.randbytes(1 << 20), text, bytes(1 << 20), text[::-1])[number % 4])
    four = ["no such lantern", "没有这盏灯", "def no_such_name", "neither this one"]
    scans: dict[str, Callable[[], object]] = {
        "ours, one fragment in UTF-8": lambda: _scan(path, four[:1], ENCODINGS[:1]),
        "ours, one fragment in four encodings": lambda: _scan(path, four[:1]),
        "ours, four fragments in four encodings": lambda: _scan(path, four),
        "ours, two halves on two cores": lambda: _scan_two(path, four[0]),
        "grep -a -c": lambda: subprocess.run(["grep", "-a", "-c", four[0], path], env={"LC_ALL": "C"}, stdout=-3),
        "strings": lambda: subprocess.run(["strings", "-n", "8", path], stdout=-3),
    }
    lines = [
        "### Speed\n",
        f"| scan of {SPEED_IMAGE} MiB | MB/s | MB per second of a core | times the first |",
        "| --- | ---: | ---: | ---: |",
    ]
    first, megabytes = 0.0, path.stat().st_size / 1e6
    for name, scan in scans.items():
        if not name.startswith("ours") and not shutil.which(name.split()[0]):
            continue
        clock, core = map(min, zip(*(_seconds(scan) for _ in range(3)), strict=True))
        first = first or core
        lines.append(f"| {name} | {megabytes / clock:,.0f} | {megabytes / core:,.0f} | {core / first:.2f} |")
    return "\n".join(lines)


def _seconds(call: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of a core, for this process and those that it waits for."""
    before, began = _core(), time.perf_counter()
    call()
    return time.perf_counter() - began, _core() - before


def _core() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _scan(path: Path, fragments: list[str], encodings: Iterable[str] = ENCODINGS) -> None:
    from models.recovery.scan import scan
    from models.recovery.source import Source

    with Source(path) as source:
        for _ in scan(source, fragments, tuple(encodings)):  # type: ignore[arg-type]
            pass


def _scan_two(path: Path, fragment: str) -> None:
    """Two threads, each with half of the image: Hyperscan and reading release the interpreter's lock."""
    from concurrent.futures import ThreadPoolExecutor

    from models.recovery.scan import patterns_of, scanner_of
    from models.recovery.source import Source

    patterns = patterns_of([fragment])

    class Half(Source):
        def extents(self):
            middle = self.size // 2
            yield (0, middle) if self.first else (middle, self.size)

    def work(first: bool) -> None:
        with Half(path) as source:
            source.first = first
            for _ in scanner_of(patterns).run(source, lambda pattern, start, end: False):
                pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (True, False)))


if __name__ == "__main__":
    begin(main)
