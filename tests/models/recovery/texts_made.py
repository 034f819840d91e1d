"""Texts to lose, made of our own words: a seed gives the same ones always.

text = make_text(3, "latex", "zh", 5000)       .fragment is a sentence that no other text has
"""

import json
import random
from dataclasses import dataclass

KINDS = ("plain", "markdown", "python", "html", "json", "latex", "email")
LANGUAGES = ("en", "zh")


def listed(words: str) -> list[str]:
    """Words that commas, or else spaces, part."""
    return words.split("," if "," in words else " ")


NOUNS = listed(
    "river lantern harbour engine orchard ledger violin bridge garden compass winter letter kitchen theatre island "
    "machine village mirror archive valley signal harvest window forest market station teacher painter sailor number"
)
VERBS = listed("carries follows remembers repairs measures opens forgets paints answers counts watches builds draws")
PLACES = listed("near the harbour,in a quiet room,after the rain,before dawn,along the northern road,under the bridge")
ADJECTIVES = listed("old quiet broken silver patient distant narrow curious heavy bright careful northern hollow")

ZH_SUBJECTS = listed("老师,画家,船长,邻居,孩子们,图书馆,那座桥,旧机器,花园,车站,我的朋友,研究小组")
ZH_VERBS = listed("记录了,修好了,忘记了,看见了,想起了,测量了,打开了,整理了,描述了,带走了")
ZH_OBJECTS = listed("一封长信,许多数字,北方的山谷,冬天的河流,一把旧钥匙,实验的结果,窗外的灯光,未完成的论文,祖父的账本")
ZH_PLACES = listed("在雨后的早晨,沿着海边的小路,在安静的房间里,天亮之前,经过很多年以后,在城市的另一边")


@dataclass(frozen=True)
class Made:
    """A text, with the sentence that is remembered of it."""

    name: str
    text: str
    kind: str
    language: str
    fragment: str


def make_text(seed: int, kind: str = "plain", language: str = "en", size: int = 4000) -> Made:
    """A text of about `size` characters, whose fragment lies somewhere in its middle half."""
    chance = random.Random(f"{seed} {kind} {language}")
    fragment = _remembered(chance, language)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < size:
        paragraphs.append(" ".join(sentence(chance, language) for _ in range(chance.randint(2, 6))))
    place = chance.randint(len(paragraphs) // 4, max(len(paragraphs) // 4, 3 * len(paragraphs) // 4 - 1))
    stop = "." if language == "en" else "。"
    paragraphs[place] = f"{paragraphs[place]} {fragment}{stop}"
    text = WRAPS[kind](chance, paragraphs, language)
    return Made(f"{kind}_{language}_{seed}.txt", text, kind, language, fragment)


def sentence(chance: random.Random, language: str) -> str:
    """One sentence."""
    if language == "zh":
        who = f"{chance.choice(ZH_PLACES)}，{chance.choice(ZH_SUBJECTS)}"
        return f"{who}{chance.choice(ZH_VERBS)}{chance.choice(ZH_OBJECTS)}{chance.choice('。。。！？')}"
    first, second = chance.choice(ADJECTIVES), chance.choice(NOUNS)
    words = f"the {first} {second} {chance.choice(VERBS)} a {chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}"
    return f"{words.capitalize()} {chance.choice(PLACES)}{chance.choice('...!?')}"


def _remembered(chance: random.Random, language: str) -> str:
    number = chance.randint(10_000, 99_999)
    if language == "zh":
        return f"只有{chance.choice(ZH_SUBJECTS)}知道第{number}号{chance.choice(ZH_OBJECTS)}"
    return f"only the {chance.choice(NOUNS)} keeps {chance.choice(NOUNS)} {number}"


def _plain(chance: random.Random, paragraphs: list[str], language: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _markdown(chance: random.Random, paragraphs: list[str], language: str) -> str:
    lines = [f"# {sentence(chance, language)}", ""]
    for number, paragraph in enumerate(paragraphs):
        if number % 4 == 3:
            lines += [
                f"## {sentence(chance, language)}",
                "",
                *(f"- {sentence(chance, language)}" for _ in range(3)),
                "",
            ]
        lines += [paragraph, ""]
    return "\n".join(lines) + "\n"


def _python(chance: random.Random, paragraphs: list[str], language: str) -> str:
    lines = [f'"""{sentence(chance, language)}"""', "", "import math", "from pathlib import Path", ""]
    for number, paragraph in enumerate(paragraphs):
        noun = chance.choice(NOUNS)
        lines += [
            "",
            f"def measure_{noun}_{number}({noun}: float, count: int = {chance.randint(1, 99)}) -> float:",
            f'    """{paragraph}"""',
            f"    total = math.sqrt({noun} * count + {chance.randint(1, 999)})",
            f"    if total > {chance.randint(1, 50)}:",
            f"        return total / {chance.randint(2, 9)}  # {sentence(chance, language)}",
            "    return total",
            "",
        ]
    return "\n".join(lines) + "\n"


def _html(chance: random.Random, paragraphs: list[str], language: str) -> str:
    title = sentence(chance, language)
    body = "\n".join(f'<p class="c{chance.randint(1, 9)}">{paragraph}</p>' for paragraph in paragraphs)
    head = f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta name="author"><title>{title}</title></head>'
    return f"{head}\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"


def _json(chance: random.Random, paragraphs: list[str], language: str) -> str:
    entries = [
        {"id": chance.randint(1, 9999), "tag": chance.choice(NOUNS), "text": paragraph} for paragraph in paragraphs
    ]
    return json.dumps({"title": sentence(chance, language), "entries": entries}, ensure_ascii=False, indent=2) + "\n"


def _latex(chance: random.Random, paragraphs: list[str], language: str) -> str:
    lines = ["\\documentclass{article}", "\\usepackage{amsmath}", "\\begin{document}"]
    for number, paragraph in enumerate(paragraphs):
        if number % 3 == 0:
            lines += [f"\\section{{{sentence(chance, language)}}}", f"\\label{{sec:{number}}}"]
        lines += [paragraph, f"\\[ x_{{{number}}} = \\frac{{{chance.randint(1, 9)}}}{{y}} \\]", ""]
    return "\n".join([*lines, "\\end{document}"]) + "\n"


def _email(chance: random.Random, paragraphs: list[str], language: str) -> str:
    heads = [
        f"From: {chance.choice(NOUNS)}@example.org",
        f"To: {chance.choice(NOUNS)}@example.com",
        f"Subject: {sentence(chance, language)}",
        f"Date: Mon, {chance.randint(1, 28)} Mar 2025 10:{chance.randint(10, 59)}:00 +0000",
        "MIME-Version: 1.0",
    ]
    return "\n".join(heads) + "\n\n" + "\n\n".join(paragraphs) + "\n"


WRAPS = {
    "plain": _plain,
    "markdown": _markdown,
    "python": _python,
    "html": _html,
    "json": _json,
    "latex": _latex,
    "email": _email,
}
