"""Looks at every built page in Chromium: nothing is wider than its column without a scroll bar that is seen.

    python docs/check_width.py docs/_build/html

What sticks out of its column is named with its page, at 1280 and at 390 pixels; the exit code says whether there was any.
"""

from __future__ import annotations

import functools
import html
import http.server
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

WIDTHS = (1280, 390)
"""A laptop, and a telephone held upright."""

HARNESS = """<!doctype html><meta charset="utf-8"><body><script>
const pages = PAGES, widths = WIDTHS;

function scroller(element, end) {
  for (let e = element; e && e !== end; e = e.parentElement)
    if (["auto", "scroll"].includes(e.ownerDocument.defaultView.getComputedStyle(e).overflowX)) return e;
  return null;
}

function* ends(page, column) {
  const walker = page.createTreeWalker(column, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT), range = page.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.data.trim()) continue;
      range.selectNodeContents(node);
      yield [node.parentElement, range.getBoundingClientRect().right, true];
    } else yield [node, node.getBoundingClientRect().right - parseFloat(page.defaultView.getComputedStyle(node).paddingRight), false];
  }
}

function wide(view) {
  const page = view.document, column = page.querySelector("article") || page.body;
  const found = [], right = Math.min(column.getBoundingClientRect().right, view.innerWidth), hidden = new Set();
  for (const [e, end, text] of ends(page, column)) {
    if (end <= right + 1 || e.closest(".headerlink, .visually-hidden, [hidden]")) continue;
    const within = scroller(e, column);
    if (!within) { found.push([name(e), `${Math.round(end - right)} px outside the column`]); continue; }
    if (within === e && !text) { found.push([name(e), "its scroll bar is outside the column"]); continue; }
    const style = view.getComputedStyle(within);
    const bar = within.offsetHeight - within.clientHeight - parseFloat(style.borderTopWidth) - parseFloat(style.borderBottomWidth);
    if (within.scrollWidth > within.clientWidth && bar < 4) hidden.add(within);
  }
  for (const e of hidden) found.push([name(e), "it scrolls, and no bar shows it"]);
  return found;
}

function name(e) {
  return `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") || ""}"> ${(e.textContent || "").trim().slice(0, 60)}`;
}

async function run() {
  const report = [];
  for (const page of pages) for (const width of widths) {
    const frame = document.createElement("iframe");
    frame.style = `width: ${width}px; height: 900px; border: 0`;
    await new Promise(done => { frame.onload = done; frame.src = page; document.body.append(frame); });
    for (const [what, why] of wide(frame.contentWindow)) report.push([page, width, what, why]);
    frame.remove();
  }
  const out = document.createElement("pre");
  out.id = "report";
  out.textContent = JSON.stringify(report);
  document.body.append(out);
}
run();
</script>"""


class Wide(NamedTuple):
    """Something that is wider than its column."""

    page: str
    width: int
    what: str
    why: str


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base calls it
        pass


def wide(folder: Path, pages: list[str] | None = None) -> list[Wide]:
    """What is too wide on the pages below a folder, by default on all of them."""
    pages = pages or [str(page.relative_to(folder)) for page in sorted(folder.rglob("*.html"))]
    harness = folder / "check_width_harness.html"
    harness.write_text(HARNESS.replace("PAGES", json.dumps(pages)).replace("WIDTHS", json.dumps(WIDTHS)))
    try:
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            found = json.loads(_report(f"http://127.0.0.1:{server.server_port}/{harness.name}"))
            server.shutdown()
    finally:
        harness.unlink()
    return [Wide(*each) for each in found]


def _report(address: str) -> str:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        raise SystemExit("there is no Chromium here")
    with tempfile.TemporaryDirectory() as profile:
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--virtual-time-budget=10000000")
        run = subprocess.run(
            [browser, *options, "--window-size=1400,1000", "--dump-dom", address], capture_output=True, text=True, check=True
        )
    found = re.search(r'<pre id="report">(.*?)</pre>', run.stdout, re.DOTALL)
    if not found:
        raise SystemExit(f"Chromium gives no report: {run.stderr[-2000:]}")
    return html.unescape(found[1])


if __name__ == "__main__":
    found = wide(Path(sys.argv[1]), sys.argv[2:])
    print("\n".join(f"{each.page} at {each.width} px: {each.what}: {each.why}" for each in found) or "everything fits")
    sys.exit(bool(found))
