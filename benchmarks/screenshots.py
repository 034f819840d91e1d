"""How many captchas are found on pages, by pictures of whole screens that Chromium makes: ours, and beside it what the
reader says of the captcha by itself.

200 made pages: sign-in cards, tables, dialogues and comment forms, English and Chinese, at one and two pixels a point.
"""

import time

from playwright.sync_api import sync_playwright

import hub_utils
from benchmarks._command import begin
from models import captcha
from tests.browser import chromium
from tests.browser.forms import Screenshot, screenshot

PAGES = 200


def main() -> None:
    """Prints the table."""
    solver = captcha.load(hub_utils.fetch("captcha"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        shown = [one for one in (screenshot(browser, number) for number in range(1_000, 1_000 + PAGES)) if one]
        browser.close()
    began = time.perf_counter()
    whole = [solver.solve([one.picture])[0] for one in shown]
    seconds = (time.perf_counter() - began) / len(shown)
    alone = solver.solve([one.captcha for one in shown])
    wrong = sum(not _is_right(reading, one) and not reading.unsure for one, reading in zip(shown, whole, strict=True))
    print("### Captchas on whole screens\n")
    print("| pages | read right | read right by itself | wrong and sure | seconds a page |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    print(f"| {len(shown)} | {_right(whole, shown)} | {_right(alone, shown)} | {wrong} | {seconds:.2f} |")


def _right(readings: list[captcha.Reading], shown: list[Screenshot]) -> int:
    return sum(_is_right(reading, one) for one, reading in zip(shown, readings, strict=True))


def _is_right(reading: captcha.Reading, one: Screenshot) -> bool:
    return reading.text.casefold() == one.text.casefold()


if __name__ == "__main__":
    begin(main)
