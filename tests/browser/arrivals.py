"""`python -m tests.browser.arrivals` takes a picture of each tab as it looks on arrival, into artifacts/screenshots.

On a desktop and on a phone, in English and in Chinese, in light, or with `--dark` in dark; or only of the tabs named.
A picture is called arrival-<tab>-<language>-<theme>-<width>.png and shows what a visitor sees without scrolling.
"""

import argparse
from itertools import product

from playwright.sync_api import sync_playwright

from demos import DEMOS
from tests.browser import chromium, states
from tests.browser.conftest import SCREENSHOTS
from tests.live_app import LiveApp

LANGUAGES = ("en-US", "zh-CN")
SIZES = ((1280, 900), (390, 844))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.arrivals", description=__doc__)
    parser.add_argument("tab", nargs="*", help=f"which ones: {', '.join(DEMOS)}; all if none is named")
    parser.add_argument("--dark", action="store_true", help="the dark theme")
    given = parser.parse_args()
    theme = "dark" if given.dark else "light"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, LiveApp() as app:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for tab, language, (width, height) in product(given.tab or DEMOS, LANGUAGES, SIZES):
            page = browser.new_page(
                locale=language, viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            states.watch(page)
            page.goto(f"{app.url}/?tab={tab}&__theme={theme}")
            states.loaded(page)
            path = SCREENSHOTS / f"arrival-{tab}-{language}-{theme}-{width}.png"
            page.screenshot(path=path)
            page.close()
            print(path)
        browser.close()


if __name__ == "__main__":
    main()
