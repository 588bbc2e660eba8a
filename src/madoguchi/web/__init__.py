"""The window for people: server-rendered pages in Japanese and English."""

from madoguchi.web.application import application, application_at
from madoguchi.web.messages import query_error

__all__ = ["application", "application_at", "query_error"]
