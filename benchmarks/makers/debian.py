"""Makers of Debian that the reader is never trained on: they are in PHP, Perl, Ruby and Python.

Each draws texts of the test split that it is given, such as it would choose, in the version of the Debian that runs
this. Packages are unpacked for the moment into a folder of their own; interpreters, and what works only in its place,
are installed where we may. The programs in debian_drawing/ draw: each is given that folder, then a text a line, and
prints a picture a line, in base64; the number of the line is its seed.
"""

import random
import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.makers.lines import Captcha, picture
from models.captcha.data import split_of
from tests.browser.install import by_apt, run

DRAWING = Path(__file__).with_name("debian_drawing")
INTERPRETERS = {
    ".php": ("php", "-d", "display_errors=stderr"),
    ".pl": ("perl",),
    ".py": (sys.executable, "-P"),
    ".rb": ("ruby",),
}
# As FancyCaptcha chooses them: of four or five letters, not beginning with f or with a letter twice, nor ending so.
WORDS = """
    able acid also arch army atom aunt away baby back bake band bank barn bath beam bear bench bird blue boat bone book
    born bowl brick bring broad brown cabin cake calm camp cane card cart cave chain chalk chart city clay clock cloud
    coal coast coin cold cork corn crane crow crown curve dance dark dawn deal deer desk dish dove drum duck dust early
    earth east edge empty enjoy evil exit gain game gate giant gift glove goat gold grain grape green guard habit hand
    hare hawk heart herb hive home honey horse hotel house iron ivory joke juice jump kind king kite knife known lake
    lamb lamp large later leaf lemon level light lime linen lion magic maple march mark meal metal milk mint model money
    month moon mouse music nail name neck nest night noise north nurse ocean olive onion open orbit order oven owner
    paint palm paper path peach pearl piano pilot pink plant plum point pond queen quick quiet rain ranch rice river
    road robin rope round sail salt sand scale seven shade sharp shirt silk smoke snow soap soft solid song south
    spoon star stone storm sugar table tail tiger time toast torch tower town trade train tulip twin uncle urban valve
    vase voice wagon walk warm watch water wheat white wind wolf world yard young zebra
"""


@dataclass(frozen=True)
class Maker:
    """What draws, a symbol or word of each part of a text, the packages that are unpacked, and those installed."""

    program: str
    parts: tuple[Sequence[str], ...]
    unpacked: tuple[str, ...]
    installed: tuple[str, ...]


MAKERS = {
    "gregwar": Maker(
        "gregwar.php",
        (string.ascii_uppercase + "abcdefghijklmnpqrstuvwxyz123456789",) * 5,
        (),
        ("php-cli", "php-gregwar-captcha"),  # which knows its fonts by where they are installed
    ),
    "authen-captcha": Maker(
        "authen_captcha.pl",
        ("2345678abcdefghijklmnopqrstuvwxy",) * 5,
        ("libauthen-captcha-perl", "libstring-random-perl"),
        ("perl", "libgd-perl"),
    ),
    "gd-securityimage": Maker(
        "gd_securityimage.pl",
        (string.digits,) * 6,
        ("libgd-securityimage-perl", "fonts-staypuft", "ttf-bitstream-vera"),
        ("perl", "libgd-perl"),
    ),
    "text-captcha": Maker(
        "text_captcha.php",
        ("bcdghjklmnprstvw", "aeiou") * 4,
        ("php-text-captcha", "php-image-text", "php-text-password", "php-pear", "fonts-courier-prime"),
        ("php-cli", "php-gd"),
    ),
    "simple-captcha2": Maker(
        "simple_captcha2.rb",
        (string.ascii_uppercase,) * 5,
        ("ruby-simple-captcha2", "fonts-dejavu-core"),
        ("ruby", "imagemagick"),
    ),
    "fancycaptcha": Maker(
        "fancycaptcha.py",
        (WORDS.split(),) * 2,
        ("mediawiki", "fonts-dejavu-core", "fonts-linuxlibertine"),
        (),
    ),
}


def captchas(name: str) -> Iterator[Captcha]:
    """Captchas of one of MAKERS without end."""
    maker = MAKERS[name]
    have(maker.installed)
    with tempfile.TemporaryDirectory() as place:
        unpack(maker.unpacked, place)
        command = [*INTERPRETERS[Path(maker.program).suffix], str(DRAWING / maker.program), place]
        yield from drawn(command, texts(name))


def texts(name: str) -> Iterator[str]:
    """What to draw, without end: different texts of the test split, the same each time."""
    source, told = random.Random(name), set()
    while True:
        text = "".join(map(source.choice, MAKERS[name].parts))
        if split_of(text) == "test" and text not in told:
            told.add(text)
            yield text


def drawn(command: Sequence[str], asked: Iterable[str]) -> Iterator[Captcha]:
    """The captchas of a process that is told a text a line, until nobody asks for more."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        try:
            for text in asked:
                print(text, file=process.stdin, flush=True)
                if not (line := process.stdout.readline()):
                    raise subprocess.CalledProcessError(process.wait(), command)
                yield text, picture(line)
        finally:
            process.kill()


def have(packages: Sequence[str]) -> None:
    """Sees to it that packages are installed.

    Raises:
        OSError: there is no Debian, or they are not and cannot be.
    """
    if not shutil.which("dpkg-query"):
        raise OSError("it is a package of Debian, and here is none.")
    if lacking(packages):
        by_apt(lacking(packages))
    if lacking(packages):
        raise OSError(f"it needs {', '.join(lacking(packages))}: install them (Debian: apt-get install).")


def lacking(packages: Sequence[str]) -> list[str]:
    """Those packages that are not installed."""
    return [package for package in packages if not _installed(package)]


def _installed(package: str) -> bool:
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "installed"


def unpack(packages: Sequence[str], place: str) -> None:
    """Puts what packages hold into a folder, and installs nothing."""
    if not packages:
        return
    _lists()
    quietly = ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root"]  # else it warns that root needs no other
    subprocess.run([*quietly, *packages], cwd=place, check=True)
    for archive in sorted(Path(place).glob("*.deb")):
        subprocess.run(["dpkg", "-x", str(archive), place], check=True)
        archive.unlink()


@cache
def _lists() -> None:
    """Asks once which packages there are."""
    run("apt-get", "update", "-qq")
