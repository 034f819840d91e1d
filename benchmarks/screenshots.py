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
    print("### Captchas on whole screens\n")
    print("| what is read | n | right | wrong and sure | seconds |")
    print("| --- | ---: | ---: | ---: | ---: |")
    print(f"| whole screens | {_scores(whole, shown)} | {seconds:.2f} |")
    print(f"| their captchas by themselves | {_scores(alone, shown)} | |")


def _scores(readings: list[captcha.Reading], shown: list[Screenshot]) -> str:
    right = [reading.text.casefold() == one.text.casefold() for reading, one in zip(readings, shown, strict=True)]
    sure = sum(not good and not reading.unsure for good, reading in zip(right, readings, strict=True))
    return f"{len(right)} | {sum(right)} | {sure}"


if __name__ == "__main__":
    begin(main)
