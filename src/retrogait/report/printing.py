"""A page as PDF, by a Chromium that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from retrogait._runtime.files import replacing
from retrogait.errors import InvalidOption, RetrogaitError
from retrogait.tables.arguments import arguments

_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_LONGEST_S = 120.0


def find_browser() -> str | None:
    """Find a Chromium, Chrome or Edge; None where there is none."""
    found = (shutil.which(name) for name in _COMMANDS)
    return next((name for name in found if name), next((p for p in _PLACES if Path(p).is_file()), None))


@arguments()
def print_pdf(page: str | os.PathLike[str], pdf: str | os.PathLike[str]) -> Path:
    """Print an HTML file to a PDF file, A4.

    Raises
    ------
    InvalidOption
        No Chromium is installed.
    RetrogaitError
        It was there, and printed nothing.
    """
    browser = find_browser()
    if browser is None:
        raise InvalidOption(
            "report: a PDF needs Chromium, Chrome or Edge, and none was found; install one, "
            "or open the page in any browser and print it"
        )
    pdf = Path(pdf)
    with tempfile.TemporaryDirectory() as profile:
        draft = Path(profile) / "page.pdf"
        command = [
            *headless(browser, profile),
            "--no-pdf-header-footer",
            f"--print-to-pdf={draft}",
            Path(page).resolve().as_uri(),
        ]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, check=False)  # noqa: S603 - a browser found by name, no shell
            output = run.stderr.strip().splitlines()[-1:] or [f"exit code {run.returncode}"]
        except (OSError, subprocess.TimeoutExpired) as error:
            output = [str(error)]
        if not draft.is_file():
            raise RetrogaitError(
                f"report: {browser} printed no PDF ({output[0]}); open the page in a browser and print it"
            )
        with replacing(pdf) as copy:
            shutil.copyfile(draft, copy)
    return pdf


def headless(browser: str, profile: str) -> list[str]:
    """The command that runs a browser without a window, on a profile of its own."""
    command = [browser, "--headless=new", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}"]
    root = getattr(os, "geteuid", lambda: 1)() == 0
    return [*command, "--no-sandbox"] if root else command  # its sandbox refuses to run as root
