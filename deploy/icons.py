"""Draw the app's icons from our own mark: static/icons/*.png, by the browser the journeys use.

    deploy/icons.py      draw them anew; they are committed, so that nothing needs a browser to run

A maskable icon keeps the mark within the middle four fifths, which no device cuts off.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
GROUND = "#f3f2ec"
DRAWN = (("app-180.png", 180, 0.72), ("app-192.png", 192, 0.78), ("app-512.png", 512, 0.78))
MASKABLE = ("app-maskable-512.png", 512, 0.56)


def page_of(mark: str, size: int, share: float, radius: int) -> str:
    side = round(size * share)
    sized = mark.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
    style = f"width:{size}px;height:{size}px;display:grid;place-items:center;background:{GROUND}"
    return f'<body style="margin:0"><div style="{style};border-radius:{radius}%">{sized}</div>'


def main() -> None:
    mark = (ROOT / "static/vendor/icons/mark.svg").read_text()
    folder = ROOT / "static" / "icons"
    folder.mkdir(exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, size, share in (*DRAWN, MASKABLE):
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(page_of(mark, size, share, 0 if size == 180 or name == MASKABLE[0] else 22))
            page.screenshot(path=folder / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
