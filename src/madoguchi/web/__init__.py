"""The window for people: server-rendered pages in Japanese and English."""

from madoguchi.web.application import application, application_at

__all__ = ["application", "application_at"]
