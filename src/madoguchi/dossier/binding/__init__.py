"""Documents of a dossier bound for taking away: PDF, ZIP, chosen pages, correspondence tables."""

from madoguchi.dossier.binding.items import Item
from madoguchi.dossier.binding.pieces import as_pdf
from madoguchi.dossier.binding.pph import Side, correspondence_pdf
from madoguchi.dossier.binding.printing import paper_pdf
from madoguchi.dossier.binding.ranges import chosen_pages
from madoguchi.dossier.binding.wrapper_pdf import bind_pdf, count_pages, pages_pdf
from madoguchi.dossier.binding.wrapper_zip import bind_zip

__all__ = [
    "Item",
    "Side",
    "as_pdf",
    "bind_pdf",
    "bind_zip",
    "chosen_pages",
    "correspondence_pdf",
    "count_pages",
    "pages_pdf",
    "paper_pdf",
]
