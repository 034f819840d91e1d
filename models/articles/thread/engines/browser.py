"""Pages as a browser has them after their scripts have run: for comments that no server writes into the page."""

import shutil
from pathlib import Path

from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.environment import run_bounded

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 8  # of the page's own time, which runs ahead while nothing happens


def browser() -> str:
    """The program of a browser of Chromium's family. Raises EngineError."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise EngineError("There is no Chromium.", "Install it (Debian: chromium), or leave this engine out.")


def rendered(address: str, scratch: Path, public: str) -> bytes:
    """The page at an address when its scripts have run.

    Args:
        address: on loopback.
        scratch: a folder for what the browser stores.
        public: the address that takes the place of `http://127.0.0.1:port` in the page.

    Raises EngineError.
    """
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio", "--no-first-run"]
    bounds = [f"--virtual-time-budget={SECONDS * 1000}", f"--user-data-dir={scratch / 'browser'}", "--dump-dom"]
    page = run_bounded([browser(), *flags, *bounds, address])
    return page.replace("/".join(address.split("/")[:3]), public).encode("utf-8")
