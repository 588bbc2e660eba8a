"""One module per office's format: a planned publication written as the office's own document."""
