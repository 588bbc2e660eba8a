"""The post: letters, put into the outbox with what they tell of, and carried from there."""

from madoguchi.post.carriers import Carrier, Maildir, Smtp, carrier
from madoguchi.post.letters import LANGUAGES, Letter, letter
from madoguchi.post.outbox import Outbox, Waiting
from madoguchi.post.postman import Delivered, Postman, deliver

__all__ = [
    "LANGUAGES",
    "Carrier",
    "Delivered",
    "Letter",
    "Maildir",
    "Outbox",
    "Postman",
    "Smtp",
    "Waiting",
    "carrier",
    "deliver",
    "letter",
]
