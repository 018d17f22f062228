"""What does somebody find who follows every link of every page they may open?

A visit begins at the first page after signing in and follows links (never a form) to every page of the same server;
of pages that differ by an id or a date alone it opens a few. What is wrong with a page is written down in words.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Response, ViewportSize

PHONE, LAPTOP = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)
MOST_PAGES = 300
AXE = """() => axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"], preload: false
}).then(found => found.violations.map(each => ({id: each.id, places: each.nodes.map(node => node.html)})))"""
LOOKS_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PRESSED = ".govuk-service-navigation, .lst-leave-now, .lst-footer, .govuk-button, .govuk-skip-link"
SHOWN = "all => all.filter(one => one.getClientRects().length).map(one => one.innerText.slice(0, 40))"
ID = re.compile(r"\b[0-9a-f]{20,32}\b|\b\d{4}-\d{2}-\d{2}\b")


@dataclass
class Finding:
    """One page that was opened, and what is wrong with it."""

    address: str
    status: int
    title: str
    headings: int
    scripts: int
    faults: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    on_paper: list[str] = field(default_factory=list)


def kind_of(address: str) -> str:
    """An address without what differs between pages of one kind."""
    parts = urlsplit(address)
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return ID.sub("*", parts.path) + ("?" + "&".join(names) if names else "")


def links_of(page: Page) -> list[str]:
    """The addresses on the same server that a page links to, each once, downloads apart."""
    here = urlsplit(page.url)
    found = []
    for link in page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        address = urldefrag(urljoin(page.url, link)).url
        parts = urlsplit(address)
        if (parts.scheme, parts.netloc) == (here.scheme, here.netloc) and not parts.path.startswith("/static/"):
            found.append(address)
    return list(dict.fromkeys(found))


@dataclass
class Visit:
    """Opens pages in a browser and writes down what it finds."""

    page: Page
    of_one_kind: int = 2
    """Pages opened that differ by ids, dates and queries alone."""
    findings: list[Finding] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """Kinds of pages that axe has looked at on a phone, also for others."""
    _seen: set[str] = field(default_factory=set)
    _kinds: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(f"{message.type}: {message.text}")

    def everything_from(self, address: str) -> list[Finding]:
        """Open a page and every page that links lead to from it."""
        waiting = deque([address])
        while waiting:
            each = waiting.popleft()
            if each in self._seen or self._kinds[kind_of(each)] >= self.of_one_kind:
                continue
            self._seen.add(each)
            self._kinds[kind_of(each)] += 1
            assert len(self.findings) < MOST_PAGES, "links without end"
            waiting.extend(self._open(each))
        return self.findings

    def _open(self, address: str) -> list[str]:
        self.page.set_viewport_size(LAPTOP)
        self.heard.clear()
        answer = self._go(address)
        if answer is None:
            return []
        self._seen.add(urldefrag(self.page.url).url)
        found = Finding(
            address=urlsplit(self.page.url)._replace(scheme="", netloc="").geturl(),
            status=answer.status,
            title=self.page.title(),
            headings=self.page.locator("h1").count(),
            scripts=self.page.locator("script").count(),
        )
        self.findings.append(found)
        self._look(found)
        found.faults += self.heard
        return links_of(self.page)

    def _go(self, address: str) -> Response | None:
        """Follow a link; one that leads to a file to keep opens nothing, and the file must be there."""
        try:
            return self.page.goto(address)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
        answer = self.page.request.fetch(address)
        name = answer.headers["content-disposition"]
        self.findings.append(Finding(urlsplit(address).path, answer.status, name, 1, 0))
        return None

    def _look(self, found: Finding) -> None:
        """Look at a page on a laptop, a phone and paper. Axe looks at a kind that it knows on the laptop alone, and not
        again for who has the pages of somebody before them."""
        self.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        self.page.evaluate(Axe().axe_script)
        kind = kind_of(self.page.url)
        is_new, is_like_before = kind not in self.known, self.of_one_kind == 1
        self.known.add(kind)
        for size in (LAPTOP, PHONE):
            self.page.set_viewport_size(size)
            more = self.page.evaluate(LOOKS_WIDER)
            if more > 0:
                found.wide.append(f"{more} px wider than {size['width']}")
            if is_new or (size is LAPTOP and not is_like_before):
                found.axe += [f"{size['width']} px: {fault}" for fault in axe_faults(self.page)]
        self.page.emulate_media(media="print")
        found.on_paper += self.page.locator(PRESSED).evaluate_all(SHOWN)
        self.page.emulate_media(media="screen")


def axe_faults(page: Page) -> list[str]:
    """What axe, which is on the page already, finds wrong with it: the rule, and the first places."""
    return [f"{each['id']}: " + " | ".join(html[:120] for html in each["places"][:3]) for each in page.evaluate(AXE)]
