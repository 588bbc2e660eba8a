"""The envelope of the JPO's interfaces: status codes, their texts, the HTTP status of each.

Source: JPO, API for acquiring IP information, status codes; HTTP statuses as recorded, else as the
published specification declares them.
"""

from collections.abc import Mapping

import msgspec

from madoguchi.api.families import Head
from madoguchi.api.operations import Answer
from madoguchi.api.refusals import Reason, Refusal

MESSAGES: Mapping[str, str] = {
    "100": "",
    "107": "該当するデータがありません。",
    "108": "該当する書類実体がありません。",
    "111": "提供対象外の案件番号のため取得できませんでした。",
    "203": "1日のアクセス上限を超過したため閲覧を制限します。",
    "204": "パラメーターの入力された値に問題があります。",
    "208": "「タブ文字、,、 :、|」の文字は利用できません。",
    "210": "無効なトークンです。",
    "212": "無効な認証情報です。",
    "301": "指定された特許情報取得APIのURLは存在しません。",
    "302": "処理が時間内に終了しないため、タイムアウトになりました。",
    "303": "アクセスが集中しています。",
    "400": "無効なリクエストです。",
    "999": "想定外のエラーが発生しました。",
}
# The remaining calls are told with what was looked for, never with what was not even looked at.
_COUNTED = frozenset({"100", "107", "108"})
_STATUS = {"210": 401, "212": 401, "301": 404, "303": 429, "400": 400}
_CODES: Mapping[Reason, str] = {
    Reason.NO_ADDRESS: "301",
    Reason.NO_METHOD: "400",
    Reason.NO_CREDENTIALS: "210",
    Reason.BAD_CREDENTIALS: "210",
    Reason.NOT_PERMITTED: "210",
    Reason.SUSPENDED: "210",
    Reason.DAY_LIMIT: "203",
    Reason.MINUTE_LIMIT: "303",
    Reason.CROWDED: "303",
    Reason.BUSY: "303",
    Reason.TOO_LARGE: "400",
    Reason.BAD_REQUEST: "204",
    Reason.NOT_FOUND: "107",
    Reason.CONFLICT: "400",
    Reason.FAILED: "999",
}

# As the live service sends them, on every answer.
HEADERS = (
    ("vary", "Cookie"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
)
_ALLOW = (("allow", "GET, HEAD, OPTIONS"),)


def answered(data: object, remaining: int, code: str = "100") -> Answer:
    """Return an answer with data; nothing found is an answer too."""
    return _envelope(code, data, str(remaining) if code in _COUNTED and remaining >= 0 else "")


def answered_with(data: bytes, remaining: int) -> Answer:
    """Return an answer with data that are in JSON already."""
    body = _BEGINNING % (str(remaining).encode() if remaining >= 0 else b"") + data + b"}}"
    return Answer(body, headers=_ALLOW)


_BEGINNING = b'{"result":{"statusCode":"100","errorMessage":"","remainAccessCount":"%b","data":'


def nothing(code: str, remaining: int) -> Answer:
    """Return an answer that says with a code why there are no data."""
    return answered({}, remaining, code)


def _envelope(code: str, data: object, remaining: str) -> Answer:
    result = {
        "statusCode": code,
        "errorMessage": MESSAGES[code],
        "remainAccessCount": remaining,
        "data": data,
    }
    body = msgspec.json.encode({"result": result})
    return Answer(body, status=_STATUS.get(code, 200), headers=_ALLOW)


def refused(head: Head, refusal: Refusal) -> Answer:
    """Return a refusal in the envelope; which limit was reached and until when stands in headers.

    The envelope has no place for those, and its texts are fixed.
    """
    code = "212" if head.path == "/auth/token" else _CODES[refusal.reason]
    if head.path == "/auth/token" and refusal.reason not in _SIGN_IN:
        code = _CODES[refusal.reason]
    answer = _envelope(code, {}, "")
    if refusal.reason is Reason.FAILED:
        answer = answer._replace(status=500)
    return answer._replace(headers=(*answer.headers, *_waiting(refusal)))


_SIGN_IN = frozenset({Reason.NO_CREDENTIALS, Reason.BAD_CREDENTIALS, Reason.SUSPENDED})


def _waiting(refusal: Refusal) -> tuple[tuple[str, str], ...]:
    limit = refusal.limit
    if limit is None:
        return refusal.waiting
    told = f"{limit.name};{limit.limit};{limit.until.isoformat(timespec='seconds')}"
    return (*refusal.waiting, ("x-limit", told))
