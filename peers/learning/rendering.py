"""A session's words as safe HTML: CommonMark without raw HTML, without pictures, links to the web alone.

The reader of CommonMark is loaded with the first page: most processes show none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

WAYS = ("http", "https", "mailto", "tel")


def _open_link(self: RendererHTML, tokens: list[Token], place: int, options, env) -> str:
    tokens[place].attrSet("rel", "noreferrer noopener")
    return self.renderToken(tokens, place, options, env)


def _may_lead_to(url: str) -> bool:
    """Say whether a link may lead there: the web, a mailbox or a telephone; never script or data."""
    try:
        return urlsplit(url.strip()).scheme.lower() in WAYS
    except ValueError:
        return False


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class Markdown(MarkdownIt):
        def validateLink(self, url: str) -> bool:
            return _may_lead_to(url)

    made = Markdown("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
    made.add_render_rule("link_open", _open_link)
    return made


def as_html(words: str) -> SafeString:
    """Return words as HTML. A first-level heading becomes a second: the page has its own."""
    markdown = _markdown()
    tokens = markdown.parse(words)
    for token in tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
    # Safe: raw HTML is off and shown as text, addresses are checked above, and the content policy
    # would run no script all the same.
    return mark_safe(markdown.renderer.render(tokens, markdown.options, {}))  # nosec
