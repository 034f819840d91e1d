"""A disk image to try the search on: somebody has just deleted a thesis. All that is on it was made here, by a seed.

The image has no file system, as when that is lost too: versions of one text in three encodings lie between pictures,
archives, noise and emptiness. One file was overwritten, another lies in two pieces.
"""

import io
import json
import random
import zlib
from collections.abc import Callable
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from PIL import Image

SEED = 4491
BLOCK = 4096  # bytes: files begin on multiples of it
BLOCKS = 1536  # of the image: 6 MiB
FRAGMENTS = ("memory of lakes", "湖泊的记忆")  # of the thesis, in every version
EXAMPLES = {  # what can be looked for on it
    "thesis": FRAGMENTS,
    "letter": ("周五的组会",),
    "script": ("def mixing_depth",),
    "torn": ("expedition diary",),
    "overwritten": ("the seventh chapter of the flood",),
}

_SUBJECTS = (
    "the lake", "a cold spring", "the northern shore", "every sediment core", "the ice cover", "our third buoy",
    "the inflow",
)  # fmt: skip
_VERBS = "keeps", "forgets", "repeats", "delays", "records", "smooths", "hides"
_OBJECTS = (
    "the warmth of last summer", "a storm for eleven days", "what the rivers bring", "the pollen of a dry year",
    "its own past", "small differences of depth", "the first frost",
)  # fmt: skip
_ENDS = (
    "long after the air has cooled", "as the measurements show", "although nobody had looked", "in all four seasons",
    "more than the model allows", "below twelve metres",
)  # fmt: skip
_ZH_SUBJECTS = "湖水", "北岸的沉积物", "第三个浮标", "冬季的冰层", "入湖的溪流", "深层水"
_ZH_VERBS = "保存着", "推迟了", "重复着", "记录下", "抹平了", "掩盖了"
_ZH_OBJECTS = "去年夏天的热量", "十一天前的风暴", "干旱年份的花粉", "深度上的细小差别", "第一场霜冻", "河流带来的泥沙"


@cache
def sample_image(seed: int = SEED) -> bytes:
    """The image, the same for a seed, to the byte."""
    chance = random.Random(seed)
    image = bytearray(BLOCKS * BLOCK)
    thesis = _Thesis(chance)
    draft, second, third, final = (thesis.draft(number) for number in range(1, 5))
    _put(image, 60, draft.encode())
    _put(image, 100, _picture(seed))
    _put(image, 180, b"\xff\xfe" + third.replace("\n", "\r\n").encode("utf-16-le"))
    _put(image, 230, _page(chance).encode())
    _put(image, 300, chance.randbytes(120 * BLOCK))
    _put(image, 470, second.encode("gb18030"))
    _put(image, 500, _records(chance).encode())
    _put(image, 560, _archive(thesis))
    _put(image, 640, _letter(chance).encode("gb18030"))
    lost = f"# {EXAMPLES['overwritten'][0]}\n\n{_prose(chance, 40)}".encode()
    _put(image, 660, lost)
    _put(image, 660, chance.randbytes(-(-len(lost) // BLOCK) * BLOCK))  # another file came to lie here
    diary = f"An {EXAMPLES['torn'][0]}, kept on the ice\n\n{_prose(chance, 300)}".encode()
    torn = len(diary) // 2 // BLOCK * BLOCK
    _put(image, 700, diary[:torn])
    _put(image, 700 + torn // BLOCK, _telemetry(chance))
    _put(image, 820, diary[torn:])
    _put(image, 880, _script().encode())
    _put(image, 940, zlib.compress(chance.randbytes(200_000) + _prose(chance, 3_000).encode()))
    _put(image, 1180, final.encode())
    _put(image, 1230, chance.randbytes(40 * BLOCK))
    _put(image, 1300, second.encode("gb18030"))  # a copy that an editor has left
    _put(image, 1360, _picture(seed + 1))
    return bytes(image)


class _Thesis:
    """A text that grows and changes from draft to draft."""

    def __init__(self, chance: random.Random):
        self.parts = [[_paragraph(chance) for _ in range(12)] for _ in range(7)]
        self.changed = [[_paragraph(chance) for _ in range(10)] for _ in range(7)]

    def draft(self, number: int) -> str:
        chapters = [
            "# The memory of lakes · 湖泊的记忆",
            f"Draft {number} 第{number}稿\n\nTo my mother, who saved often.",
        ]
        for place, part in enumerate(self.parts[: number + 3]):
            paragraphs = self.changed[place] if place % 4 == number % 3 else part
            chapters.append("\n\n".join((f"## {place + 1}. What remains", *paragraphs)))
        return "\n\n".join(chapters) + "\n\nThe end of this draft.\n"


def _put(image: bytearray, block: int, content: bytes) -> None:
    image[block * BLOCK : block * BLOCK + len(content)] = content


def _prose(chance: random.Random, sentences: int) -> str:
    lists = _SUBJECTS, _VERBS, _OBJECTS, _ENDS
    made = [" ".join(chance.choice(words) for words in lists) for _ in range(sentences)]
    paragraphs = [made[start : start + 5] for start in range(0, sentences, 5)]
    return "\n\n".join(" ".join(f"{one[0].upper()}{one[1:]}." for one in paragraph) for paragraph in paragraphs)


def _paragraph(chance: random.Random) -> str:
    return f"{_prose(chance, 3)} {_chinese(chance, 3)}"


def _chinese(chance: random.Random, sentences: int) -> str:
    lists = _ZH_SUBJECTS, _ZH_VERBS, _ZH_OBJECTS
    return "".join("".join(chance.choice(words) for words in lists) + "。" for _ in range(sentences))


def _letter(chance: random.Random) -> str:
    head = "From: student@example.org\n"
    head += "To: supervisor@example.org\nSubject: 论文进度\nDate: Thu, 5 Mar 2026"
    news = f"{EXAMPLES['letter'][0]}我会带上最新的一稿。{_chinese(chance, 8)}"
    body = f"老师您好：\n\n{news}\n\n{_chinese(chance, 6)}\n\n学生敬上\n"
    return f"{head}\n\n{body}"


def _script() -> str:
    return '''"""Where a lake stops mixing, from a profile of temperatures."""

import numpy as np


def mixing_depth(depths, temperatures, least=0.8):
    """The depth at which it is `least` degrees colder than at the surface; None if nowhere."""
    colder = np.flatnonzero(temperatures[0] - np.asarray(temperatures) >= least)
    return float(depths[colder[0]]) if len(colder) else None


if __name__ == "__main__":
    print(mixing_depth([0, 5, 10, 15], [18.2, 18.1, 16.9, 9.4]))
'''


def _page(chance: random.Random) -> str:
    paragraphs = "\n".join(f"<p>{_prose(chance, 3)}</p>" for _ in range(120))
    return f"<!DOCTYPE html>\n<html><head><title>Field station</title></head>\n<body>\n{paragraphs}\n</body></html>\n"


def _records(chance: random.Random) -> str:
    rows = [
        {"day": day, "depth": depth, "celsius": round(chance.uniform(4, 19), 2)}
        for day in range(1, 160)
        for depth in (0, 5, 10, 20)
    ]
    return json.dumps(rows, indent=1)


def _telemetry(chance: random.Random) -> bytes:
    """Samples of a sensor, 16 bits each."""
    level, samples = 0.0, []
    for _ in range(30_000):
        level = 0.99 * level + chance.gauss(0, 300)
        samples.append(round(level))
    return np.clip(samples, -32_768, 32_767).astype("<i2").tobytes()


def _picture(seed: int) -> bytes:
    """A lake at evening, as a PNG."""
    noise = np.random.default_rng(seed)
    height, width = 300, 420
    y, x = np.mgrid[:height, :width]
    water = y > 150
    waves = np.sin(x / 9 + np.sin(y / 4) * 3) * 10 * water + noise.normal(0, 3, (height, width))
    shore = 150 - 34 * np.abs(np.sin(x / 70 + seed)) * (y <= 150)
    dark = (y > shore) & ~water
    colours = (210, -1.2), (150, -0.4), (120, 0.6)  # of red, green, blue: at the top, and how they change downwards
    channels = [
        np.where(dark, 40 + 8 * place, base + slope * y / 3 + waves) for place, (base, slope) in enumerate(colours)
    ]
    stream = io.BytesIO()
    Image.fromarray(np.clip(np.stack(channels, -1), 0, 255).astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def _archive(thesis: _Thesis) -> bytes:
    stream = io.BytesIO()
    makers: dict[str, Callable[[], str]] = {"thesis/final.md": lambda: thesis.draft(4), "thesis/depth.py": _script}
    with ZipFile(stream, "w") as archive:
        for name, make in makers.items():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, make())
    return stream.getvalue()
