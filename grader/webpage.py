"""
Write one HTML file that needs nothing else: styles and script inside, a policy that lets nothing else run.

Templates, styles and scripts are those of `grader/data/pages`. Knows nothing of what a page says.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.page import visible_text

if TYPE_CHECKING:
    from jinja2 import Environment

PAGES = Path(__file__).parent / "data" / "pages"
SHARED_STYLE = "style.css"


def written(template: str, /, **context: object) -> str:
    """
    Return the page that *template* makes of *context*, as one file for a disk, a mail or a printer.

    `feedback.html` gets the shared `style.css`, its own `feedback.css` and, where it has one, its
    `feedback.js`. Every text is escaped, its control characters and marks of direction are spelt out, and a
    name that the template uses and *context* lacks is an error rather than nothing. Only what is of
    `markupsafe.Markup` is taken as markup.

    Args:
        template: The name of a file in `grader/data/pages`.
        context: What the template may use; the names `styles`, `scripts` and `policy` are taken.

    Raises:
        jinja2.TemplateError: The template is not there, or uses what it was not given.
    """
    from markupsafe import Markup

    styles, scripts = _inline(template, "css"), _inline(template, "js")
    blocks: dict[str, object] = {  # Markup: the files are ours, and `inline` has looked at them
        "styles": [Markup(text) for text in styles],  # noqa: S704
        "scripts": [Markup(text) for text in scripts],  # noqa: S704
        "policy": policy(styles, scripts),
    }
    return _environment().get_template(template).render({**context, **blocks})


@cache
def policy(styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    """
    Return the content security policy of a page with exactly these inline *styles* and *scripts*.

    Nothing is fetched, sent, framed or run beside them; images are data inside the page.
    """
    rules = {
        "default-src": "'none'",
        "style-src": " ".join(map(_source, styles)) or "'none'",
        "script-src": " ".join(map(_source, scripts)) or "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _inline(template: str, suffix: str) -> tuple[str, ...]:
    """Return the texts of the blocks of one kind: what all pages share, then the page's own."""
    own = f"{template.rpartition('.')[0]}.{suffix}"
    names = (SHARED_STYLE, own) if suffix == "css" else (own,)
    return tuple((PAGES / name).read_text(encoding="utf-8") for name in names if (PAGES / name).is_file())


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(PAGES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # or each page looks whether the files of its template have changed
    )


def _shown(value: Any) -> Any:
    """Return a text of a page with controls and marks of direction spelt out; markup is left alone."""
    return visible_text(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
