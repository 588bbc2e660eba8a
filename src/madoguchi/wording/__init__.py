"""The words of the office, in Japanese and English."""

from madoguchi.wording.messages import DEFAULT, LANGUAGES, Messages, messages, query_error

__all__ = ["DEFAULT", "LANGUAGES", "Messages", "messages", "query_error"]
