"""The window for people: server-rendered pages in Japanese and English."""

from madoguchi.web.application import pages_for

__all__ = ["pages_for"]
