"""Headless Chromium, driven for the tests of pages."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from typing import Iterator

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SWITCHES = [
    "headless",
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-dev-shm-usage",
]


@contextmanager
def chromium(*more_logs: str) -> Iterator[webdriver.Chrome]:
    """A browser with a new profile that notes what it says; with "performance" what it asks for,
    too, which is much."""
    program, driver = (
        shutil.which("chromium") or shutil.which("chromium-browser"),
        shutil.which("chromedriver"),
    )
    assert program and driver, (
        "this test needs Chromium and its driver; .ci/system.sh installs them"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = Options()
        options.binary_location = program
        for switch in SWITCHES:
            options.add_argument("--" + switch)
        options.add_argument(f"--user-data-dir={profile}")
        options.set_capability("goog:loggingPrefs", dict.fromkeys(("browser", *more_logs), "ALL"))
        browser = webdriver.Chrome(options=options, service=Service(driver))
        try:
            yield browser
        finally:
            browser.quit()


def set_size(browser: webdriver.Chrome, width: int, height: int) -> None:
    """The size of the page's window, also smaller than a desktop window may be."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
