"""Take the documentation's pictures from a finished demo: ``screens.py DEMO_FOLDER PICTURE_FOLDER``.

Maps and pages are drawn by headless Chromium, paper by ``pdftoppm``; what is not installed is left out, and said.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

MAPS = ("coverage", "need", "tours", "before_after")
DESK = (1280, 860)
PHONE = (400, 860)
PEOPLE = {"planner": DESK, "driver": PHONE, "evaluator": DESK}
"""Role -> window: the buttons of the demo's sign-in page open their pages."""
FIRST_TOUR = ".dp-when a"
"""On the driver's page, once all tours of the plan are over: the link to the first one."""
SETTLE_MS = 1500
"""Time for a page to draw itself."""
START_SECONDS = 30
"""Time for the server to answer."""


def main(demo: Path, pictures: Path) -> int:
    """Take every picture that can be taken here; 1 when the demo is not there."""
    if not (demo / "report.json").is_file():
        say(f"{demo} holds no demo: run 'make demo' first")
        return 1
    pictures.mkdir(parents=True, exist_ok=True)
    take_screens(demo, pictures)
    take_paper(sorted(demo.glob("itinerary-*.pdf"))[:1], pictures / "itinerary")
    return 0


def say(words: str) -> None:
    """Tell the person who runs it."""
    sys.stderr.write(f"screens: {words}\n")


def have(program: str, what: str) -> str | None:
    """Return the path of ``program``, or say what goes without a picture."""
    found = shutil.which(program)
    if found is None:
        say(f"{program} is not installed: no picture of {what}")
    return found


def take_screens(demo: Path, pictures: Path) -> None:
    """Draw the map files, and each person's first page."""
    chromium = have("chromium", "maps and pages")
    if chromium is None:
        return
    with sync_playwright() as play, served(demo / "dapeng.sqlite") as address:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        for name in MAPS:
            take(browser, (demo / f"{name}.html").resolve().as_uri(), DESK, pictures / f"{name}.png")
        for role, window in PEOPLE.items():
            take(browser, f"{address}/sign-in", window, pictures / f"{role}.png", press=f".dp-role-{role}")
        browser.close()


def take(browser: Browser, address: str, window: tuple[int, int], picture: Path, press: str = "") -> None:
    """Open a page in a window, press what is to be pressed, draw it."""
    page = browser.new_page(viewport={"width": window[0], "height": window[1]})
    page.goto(address)
    if press:
        page.click(press)
        page.wait_for_load_state("networkidle")
    if page.locator(FIRST_TOUR).count():
        page.click(FIRST_TOUR)
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=picture)
    page.close()


@contextmanager
def served(database: Path) -> Iterator[str]:
    """Serve a store on a free port of this machine; the address is good until the end."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("dapeng")), "serve", "--port", str(port), "--database", str(database)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own words)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    """Return once somebody answers on ``port``; raises ``OSError`` when nobody does in time."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def take_paper(documents: list[Path], picture: Path) -> None:
    """Draw the first page of the first document, if there is one."""
    pdftoppm = have("pdftoppm", "paper")
    for document in documents if pdftoppm else []:
        command = [str(pdftoppm), "-png", "-r", "80", "-f", "1", "-singlefile", str(document), str(picture)]
        subprocess.run(command, check=True)  # noqa: S603 (our own words)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
