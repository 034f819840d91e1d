"""The Chromium that the browser tests drive: one on PATH, or the one that Playwright has installed."""

import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The popups of the address bar are pages of their own in every window, a quarter of what opening one of ours costs.
# Chromium hears the last list of features alone, so those that Playwright switches off are repeated where they matter.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)
# Root and containers have no sandbox; the rest keeps the browser itself off the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # nor do its pages leave loopback
    f"--disable-features={','.join(WITHOUT)}",
)


def find() -> str | None:
    """The path of a browser that can be started, None if there is none."""
    for name in NAMES:
        if (path := shutil.which(name)) and starts(path):
            return path
    return path if (path := playwrights()) and starts(path) else None


def starts(path: str) -> bool:
    """Whether this is a browser with its libraries, and not the stub of a package."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def playwrights() -> str | None:
    """The path of Playwright's own browser, if it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
