"""What a visitor waits for on arrival: requests, bytes as sent, layout shift, and seconds until the tab can be used.

Beside it the same of a bare Gradio page. The budget: at most 60 requests, 400 KB of ours, a shift under 0.05.
"""

from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks._command import begin
from demos import DEMOS
from tests.browser import chromium, states
from tests.live_app import LiveApp

BARE = """import gradio as gr
with gr.Blocks(analytics_enabled=False) as page:
    gr.Textbox()
page.launch(footer_links=[])"""
SHIFT = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(it => { if (!it.hadRecentInput) window.shift += it.value; }))
  .observe({type: "layout-shift", buffered: true});"""
COLUMNS = """| page | width | requests | KB sent | of it HTML | layout shift | s to use |
| --- | --- | --- | --- | --- | --- | --- |"""
WIDTHS = (1280, 390)


def main() -> None:
    """Prints the table."""
    with sync_playwright() as playwright, LiveApp() as ours, LiveApp("-c", BARE) as bare:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        print(COLUMNS)
        for width in WIDTHS:
            print(_line("bare Gradio", width, _arrival(browser, bare.url, width)))
            for tab in DEMOS:
                print(_line(tab, width, _arrival(browser, f"{ours.url}/?tab={tab}", width)))
        browser.close()


def _line(name: str, width: int, seen: dict[str, Any]) -> str:
    sizes = f"{seen['bytes'] / 1e3:.0f} | {seen['page'] / 1e3:.0f}"
    return f"| {name} | {width} | {seen['requests']} | {sizes} | {seen['shift']:.3f} | {seen['seconds']:.1f} |"


def _arrival(browser: Browser, url: str, width: int) -> dict[str, Any]:
    """A first visit in a profile of its own, until nothing moves any more."""
    context = browser.new_context(viewport={"width": width, "height": 844 if width < 500 else 900})
    page = context.new_page()
    states.watch(page)
    page.add_init_script(SHIFT)
    requests, sizes = [], {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda it: requests.append(it["request"]["url"]))
    session.on("Network.loadingFinished", lambda it: sizes.update({it["requestId"]: it["encodedDataLength"]}))
    answered = []
    page.on("requestfinished", lambda it: answered.append(it) if it.is_navigation_request() else None)
    page.goto(url)
    page.wait_for_selector("main :is(textarea, button.primary, [data-name])")
    seconds = page.evaluate("performance.now() / 1000")
    states.settled(page)
    fetched = [it for it in requests if it.startswith("http")]
    seen = {
        "requests": len(fetched),
        "bytes": sum(sizes.values()),
        "page": answered[0].sizes()["responseBodySize"],
        "shift": page.evaluate("window.shift"),
        "seconds": seconds,
    }
    context.close()
    return seen


if __name__ == "__main__":
    begin(main)
