"""Pages as they are asked for: the path, what is accepted, and what comes."""

PDF_BEGIN, TIFF_BEGIN, PNG_BEGIN = b"%PDF", b"II*\x00", b"\x89PNG"
PAGES = [
    ("EP/1000000/A1/fullimage?Range=1", "application/pdf", "application/pdf", PDF_BEGIN),
    ("EP/1000000/A1/fullimage.pdf", "*/*", "application/pdf", PDF_BEGIN),
    ("EP/1000000/A1/thumbnail?Range=1", "*/*", "application/pdf", PDF_BEGIN),
    ("EP/1000000/A1/thumbnail?Range=2", "application/tiff", "application/tiff", TIFF_BEGIN),
    ("EP/1000000/A1/thumbnail.tiff?Range=2", "*/*", "application/tiff", TIFF_BEGIN),
    ("EP/1000000/PA/firstpage", "image/png", "image/png", PNG_BEGIN),
    ("EP/1000000/PA/firstpage.png", "application/json, */*", "image/png", PNG_BEGIN),
]
