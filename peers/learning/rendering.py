"""A session's words as safe HTML: CommonMark without raw HTML, without pictures, links to the web alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

WAYS = ("http", "https", "mailto", "tel")


def _open_link(self: RendererHTML, tokens: list[Token], place: int, options, env) -> str:
    tokens[place].attrSet("rel", "noreferrer noopener")
    return self.renderToken(tokens, place, options, env)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Say whether a link may lead there: the web, a mailbox or a telephone; never script or data."""
        try:
            return urlsplit(url.strip()).scheme.lower() in WAYS
        except ValueError:
            return False


def _made() -> MarkdownIt:
    made = _Markdown("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
    made.add_render_rule("link_open", _open_link)
    return made


_markdown = _made()


def as_html(words: str) -> SafeString:
    """Return words as HTML. A first-level heading becomes a second: the page has its own."""
    tokens = _markdown.parse(words)
    for token in tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
    # Safe: raw HTML is off and shown as text, addresses are checked above, and the content policy
    # would run no script all the same.
    return mark_safe(_markdown.renderer.render(tokens, _markdown.options, {}))  # nosec
