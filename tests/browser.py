"""A headless Chromium for tests of pages: offline, every request and every complaint written down."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from tests.linters import npm_modules

WIDTHS = (380, 800, 1400)
FLAGS = (
    "--no-sandbox",  # the tests run as root in a container
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)


def chromium():
    """Return where Chromium is; without it a laptop skips the test, and the project's own CI fails it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        reason = "chromium is not installed (Debian: chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Opened:
    """
    One page in a browser of its own profile.

    *requests* are the addresses that it asked for beside its own file, *complaints* what the console and the
    page's errors said: a breach of the page's policy is said there.
    """

    def __init__(self, browser):
        self._browser, self._contexts = browser, []
        self.requests, self.complaints = [], []

    def open(self, path, *, width=800, height=900, dark=False):
        """Open the file *path* and return Playwright's page."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            offline=True,
            service_workers="block",
        )
        self._contexts.append(context)
        context.set_default_timeout(10_000)
        address = path.resolve().as_uri()
        context.route("**/*", lambda route: self._answer(route, address))
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)
        return page

    def close(self):
        """Close what was opened."""
        for context in self._contexts:
            context.close()

    def _answer(self, route, address):
        asked = route.request.url.partition("#")[0]
        if asked == address or (route.request.is_navigation_request() and asked.startswith("file:")):
            route.continue_()
        else:
            self.requests.append(route.request.url)
            route.abort()


@pytest.fixture(scope="module")
def browser():
    """
    One Chromium for the tests of a module.

    Not of a process: while Playwright runs, its event loop is the running one, and no other can be started.
    """
    from playwright.sync_api import sync_playwright

    program = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def browser_page(browser):
    """A browser to open a file in: `browser_page.open(path, width=380, dark=True)`."""
    opened = Opened(browser)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def axe():
    """What axe-core finds wrong on an open page for people who see, hear or move differently."""
    source = (npm_modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def run(page):
        page.evaluate(f"() => {{ {source} }}")
        found = page.evaluate("() => axe.run(document, {preload: false, resultTypes: ['violations']})")
        return [
            f"{each['id']}: {node['html'][:200]}: {json.dumps(node['any'][:1])[:300]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    return run
