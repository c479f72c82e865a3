"""Take the documentation's pictures from a finished demo: ``screens.py DEMO_FOLDER PICTURE_FOLDER``.

Maps are drawn by headless Chromium, paper by ``pdftoppm``, the workbook by LibreOffice; what is not installed is left
out, and said.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

MAPS = ("coverage.html", "need.html", "tours.html")
WIDTH_PX, HEIGHT_PX = 1280, 860
SETTLE_MS = 1500
"""Time for a map to draw itself."""


def main(demo: Path, pictures: Path) -> int:
    """Take every picture that can be taken here; 1 when the demo is not there."""
    if not (demo / "report.json").is_file():
        say(f"{demo} holds no demo: run 'make demo' first")
        return 1
    pictures.mkdir(parents=True, exist_ok=True)
    take_maps(demo, pictures)
    take_paper(sorted(demo.glob("itinerary-*.pdf"))[:1], pictures / "itinerary")
    take_workbook(demo / "plan.xlsx", pictures / "workbook")
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


def take_maps(demo: Path, pictures: Path) -> None:
    """Draw each map page in a browser window."""
    chromium = have("chromium", "the maps")
    if chromium is None:
        return
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
        for name in MAPS:
            page.goto((demo / name).resolve().as_uri())
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=pictures / Path(name).with_suffix(".png").name)
        browser.close()


def take_paper(documents: list[Path], picture: Path) -> None:
    """Draw the first page of the first document, if there is one."""
    pdftoppm = have("pdftoppm", "paper")
    for document in documents if pdftoppm else []:
        run(pdftoppm, "-png", "-r", "80", "-f", "1", "-singlefile", document, picture)


def take_workbook(workbook: Path, picture: Path) -> None:
    """Draw the first sheet as LibreOffice prints it."""
    soffice = have("soffice", "the workbook")
    if soffice is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run(soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, workbook)
        take_paper([Path(folder) / f"{workbook.stem}.pdf"], picture)


def run(*command: str | Path | None) -> None:
    """Run a program quietly; its failure is ours."""
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own words)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
