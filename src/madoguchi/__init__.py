"""Madoguchi: an intellectual-property office in a box."""

__version__ = "0.1.0"
