"""Reference-manager forms of a publication: RIS and BibTeX."""

from madoguchi.law import office_name
from madoguchi.model import Publication


def _title(found: Publication, lang: str) -> str:
    titles = sorted(found.titles, key=lambda title: title.lang != lang)
    return titles[0].text if titles else found.id


def _abstract(found: Publication, lang: str) -> str:
    bodies = sorted(found.abstracts, key=lambda body: body.lang != lang)
    return bodies[0].text.replace("\n", " ") if bodies else ""


def ris(found: Publication, lang: str) -> bytes:
    """Return a RIS record (type PAT)."""
    lines = [("TY", "PAT"), ("TI", _title(found, lang))]
    lines += [("AU", party.name) for party in found.inventors]
    lines += [("A2", party.name) for party in (found.applicants or found.owners)]
    if found.date:
        lines += [("PY", str(found.date.year)), ("DA", found.date.strftime("%Y/%m/%d"))]
    if found.application:
        lines.append(("M1", found.application.number))
    lines += [
        ("M2", found.id),
        ("CY", office_name(found.office, lang)),
        ("AB", _abstract(found, lang)),
    ]
    lines += [("KW", c.symbol) for c in found.classifications]
    text = "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value)
    return f"{text}ER  - \r\n".encode()


def _line(value: str) -> str:
    return " ".join(value.split())


def bibtex(found: Publication, lang: str) -> bytes:
    """Return a BibTeX entry (type patent, as biblatex has it)."""
    fields = {
        "title": f"{{{_title(found, lang)}}}",
        "author": " and ".join(f"{{{party.name}}}" for party in found.inventors),
        "holder": " and ".join(f"{{{party.name}}}" for party in (found.applicants or found.owners)),
        "number": found.id,
        "date": found.date.isoformat() if found.date else "",
        "location": office_name(found.office, lang),
        "abstract": _abstract(found, lang),
    }
    body = ",\n".join(
        f"  {name} = {{{_escaped(value)}}}" for name, value in fields.items() if value
    )
    return f"@patent{{{found.id},\n{body}\n}}\n".encode()


def _escaped(value: str) -> str:
    for sign in "&%$#_":
        value = value.replace(sign, f"\\{sign}")
    return _line(value)
