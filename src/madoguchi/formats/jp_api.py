"""Answers of the JPO's API for acquiring IP information (特許情報取得API), in JSON.

Every answer is `{"result": {"statusCode", "errorMessage", "remainAccessCount", "data"}}`; which of
the API's services answered shows only in the keys below `data`, and the law (patent, design, trade
mark) in the keys or, failing that, in the address that the answer came from.
"""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from madoguchi.errors import RefusedError
from madoguchi.formats.account import Account
from madoguchi.formats.documents import Document
from madoguchi.formats.happenings import case_id, oldest_first, stated
from madoguchi.formats.jp_numbers import cited, western
from madoguchi.formats.jp_wrapper import GROUP, Wrapper, read_wrapper
from madoguchi.formats.registry import HistoryFormat
from madoguchi.formats.shape import Attributes, Fields, Ignored, Part, Shape
from madoguchi.formats.trees import checked, day, required, whole_number
from madoguchi.model import (
    Bibliography,
    CaseId,
    Citation,
    Classification,
    DocumentId,
    Goods,
    Happening,
    History,
    Name,
    Pairs,
    Party,
    Priority,
    Related,
    Right,
    StatedStatus,
    Text,
    national,
    vienna,
)

_NAME = "jpo-api"
_NONE = Attributes("", {})
