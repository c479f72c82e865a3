"""Make sure that itineraries can be set in Chinese: look for a CJK font, install Debian's where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from services.itinerary_fonts import ADVICE_EN, ADVICE_ZH, find_cjk_font

PACKAGE = "fonts-noto-cjk"


def main() -> int:
    """Return 0 always: without a font, itineraries are printable pages."""
    if find_cjk_font():
        return 0
    if may_install() and install():
        find_cjk_font.cache_clear()
    if not find_cjk_font():
        say(ADVICE_ZH)
        say(ADVICE_EN)
    return 0


def may_install() -> bool:
    """Tell whether this is root on a system with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> bool:
    """Install Debian's package; tell whether that went well."""
    say(f"installing Debian's {PACKAGE}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", PACKAGE],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            say(f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}")
            return False
    return True


def say(text: str) -> None:
    """Print a line as the set-up does."""
    sys.stdout.write(f"setup: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
