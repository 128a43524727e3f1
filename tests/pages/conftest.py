"""The browser of the tests of pages."""

from tests.browser import axe, browser, browser_page

__all__ = ["axe", "browser", "browser_page"]
