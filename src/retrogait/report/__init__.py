"""A session, or several, as one self-contained page. Needs the extra `report`."""

from retrogait.report.cards import make_cards
from retrogait.report.page import render_report, write_report
from retrogait.report.printing import find_browser, print_pdf

__all__ = ["find_browser", "make_cards", "print_pdf", "render_report", "write_report"]
