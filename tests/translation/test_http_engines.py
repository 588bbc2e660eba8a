"""Engines of elsewhere against real servers: what they take, and every way in which they fail."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.errors import ProfileError, TranslationError
from madoguchi.translation.elsewhere import read_engines
from madoguchi.translation.http_engines import HttpEngine
from madoguchi.translation.values import Pair, Rendered, Sentence, Term
from translation.servers import Answer, Call, as_json, libretranslate, serving

JA_EN = Pair("ja", "en")


def engine(folder: Path, text: str) -> HttpEngine:
    path = folder / "engines.toml"
    path.write_text(f'[[engine]]\nname = "there"\n{text}', "utf-8")
    _, (described,) = read_engines(path)
    return HttpEngine(described)


def libre(folder: Path, url: str, more: str = "") -> HttpEngine:
    return engine(folder, f'protocol = "libretranslate"\nurl = "{url}"\n{more}')


def test_libretranslate(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    with serving(libretranslate) as (url, calls):
        there = libre(tmp_path, url, f'key_file = "{tmp_path / "key"}"\nbatch = 2')
        assert set(there.pairs()) == {
            JA_EN,
            Pair("en", "ja"),
            Pair("zh-Hans", "en"),
            Pair("en", "zh-Hans"),
        }
        sentences = [Sentence("電池"), Sentence("負極", (Term("負極", "anode"),)), Sentence("正極")]
        assert there.translate(sentences, JA_EN, "") == [
            Rendered("T(電池)"),
            Rendered("T(anode)"),
            Rendered("T(正極)"),
        ]
    asked = calls[1]
    assert asked.body == {
        "q": ["電池", "ZQ0Z"],
        "source": "ja",
        "target": "en",
        "format": "text",
        "api_key": "secret",
    }
    assert [call.path for call in calls] == ["/languages", "/translate", "/translate"]


def test_codes_of_the_server_are_put_into_ours_and_back(tmp_path: Path) -> None:
    with serving(libretranslate) as (url, calls):
        there = libre(tmp_path, url, 'codes = { zh = "zh-Hans" }')
        assert Pair("zh", "en") in there.pairs()
        there.translate([Sentence("电池")], Pair("zh", "en"), "")
    assert calls[-1].body["source"] == "zh-Hans"


GENERIC = """
protocol = "generic"
url = "{url}/v2"
pairs = ["ja-en"]
key_file = "{key}"
headers = {{ Authorization = "Bearer {{key}}" }}
body = {{ contents = {contents}, from = "{{source}}", to = "{{target}}", of = "{{domain}}" }}
answer = "{answer}"
"""


@pytest.mark.parametrize(
    ("contents", "answer", "answering"),
    [
        (
            '"{texts}"',
            "/data/*/text",
            lambda call: {"data": [{"text": t} for t in call.body["contents"]]},
        ),
        ('["{text}"]', "/0/a~1b", lambda call: [{"a/b": call.body["contents"][0]}]),
        ('"{text}"', "/out", lambda call: {"out": call.body["contents"]}),
    ],
)
def test_any_server_that_speaks_json(
    tmp_path: Path, contents: str, answer: str, answering: Callable[[Call], object]
) -> None:
    (tmp_path / "key").write_text("secret")
    with serving(lambda call: as_json(answering(call))) as (url, calls):
        text = GENERIC.format(url=url, key=tmp_path / "key", contents=contents, answer=answer)
        there = engine(tmp_path, text)
        texts = ["電池", '{key} {source} "quoted" \\']
        rendered = there.translate([Sentence(t) for t in texts], JA_EN, "chemistry")
    assert [one.text for one in rendered] == texts
    assert calls[0].headers["authorization"] == "Bearer secret"
    assert (calls[0].body["from"], calls[0].body["of"]) == ("ja", "chemistry")


def slow(_: Call) -> Answer:
    time.sleep(1.5)
    return as_json({"translatedText": ["late"]})


@pytest.mark.parametrize(
    ("answering", "said"),
    [
        (lambda _: (500, b"broken"), "answered 500$"),
        (lambda _: (302, b""), "answered 302"),
        (lambda _: (200, b"<html>"), "no JSON"),
        (lambda _: (200, b"\xff\xfe"), "no JSON"),
        (lambda _: as_json({"translatedText": "one"}), "something else"),
        (lambda _: as_json({"translatedText": ["a", "b"]}), "2 texts for 1"),
        (lambda _: as_json([1]), "something else"),
        (lambda _: (200, b'"' + b"x" * 5_000_000 + b'"'), "larger than 4 MB"),
        (slow, "cannot be used now"),
    ],
)
def test_a_server_that_fails_is_said_and_left_alone(
    tmp_path: Path, answering: Callable[[Call], Answer], said: str
) -> None:
    with serving(answering) as (url, calls):
        there = libre(tmp_path, url, 'pairs = ["ja-en"]\ntimeout = 0.5')
        begun = time.monotonic()
        with pytest.raises(TranslationError, match=said):
            there.translate([Sentence("電池")], JA_EN, "")
        assert time.monotonic() - begun < 1.4
        with pytest.raises(TranslationError, match="tried again after"):
            there.translate([Sentence("電池")], JA_EN, "")
        assert len(calls) == 1
        assert there.state().trouble


def test_a_server_that_is_down_has_no_pairs_and_says_why(tmp_path: Path) -> None:
    there = libre(tmp_path, "http://127.0.0.1:9")
    assert there.pairs() == ()
    assert "cannot be used now" in there.state().trouble


def test_a_server_that_drips_is_not_waited_for(tmp_path: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            try:
                for _ in range(200):
                    connection.sendall(b" ")
                    time.sleep(0.05)
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    there = libre(
        tmp_path,
        f"http://127.0.0.1:{listening.getsockname()[1]}",
        'pairs = ["ja-en"]\ntimeout = 0.5',
    )
    begun = time.monotonic()
    with pytest.raises(TranslationError, match="cannot be used now"):
        there.translate([Sentence("電池")], JA_EN, "")
    assert time.monotonic() - begun < 3
    listening.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "a"\nprotocol = "libretranslate"\nurl = "ftp://a"', "needs an http or https url"),
        ('name = "a"\nprotocol = "libretranslate"\nurl = "file:///etc/passwd"', "needs an http"),
        ('name = ""\nprotocol = "libretranslate"\nurl = "http://a"', "needs a name"),
        ('name = "gloss"\nprotocol = "libretranslate"\nurl = "http://a"', "needs a name"),
        ('name = "a"\nprotocol = "generic"\nurl = "http://a"', "needs pairs"),
        ('name = "a"\nprotocol = "generic"\nurl = "http://a"\npairs = ["ja-en"]', "needs a body"),
        ('name = "a"\nprotocol = "libretranslate"\nurl = "http://a"\npairs = ["ja>en"]', "write ja-en"),
        ('name = "a"\nprotocol = "libretranslate"\nurl = "http://a"\ntimeout = 1e9', "needs a timeout"),
        ('name = "a"\nprotocol = "smtp"\nurl = "http://a"', "cannot be read"),
        ('name = "a"\nprotocol = "libretranslate"\nurl = "http://a"\nkee = 1', "cannot be read"),
        ("= 1", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_of_engines_that_is_wrong_says_what_to_write(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "engines.toml"
    path.write_text(f"[[engine]]\n{text}", "utf-8")
    with pytest.raises(ProfileError, match=said):
        read_engines(path)


@pytest.mark.parametrize("key", ["a\nb", "鍵"])
def test_a_key_that_no_header_can_carry_is_said(tmp_path: Path, key: str) -> None:
    (tmp_path / "key").write_text(key, "utf-8")
    with serving(libretranslate) as (url, _):
        text = GENERIC.format(url=url, key=tmp_path / "key", contents='"{texts}"', answer="/x")
        there = engine(tmp_path, text)
        with pytest.raises(TranslationError, match="key or a header cannot be sent"):
            there.translate([Sentence("電池")], JA_EN, "")
        assert key not in there.state().trouble


def test_only_the_operator_reads_what_a_server_said(tmp_path: Path) -> None:
    with serving(lambda _: (403, b"the key abc is of nobody")) as (url, _):
        there = libre(tmp_path, url, 'pairs = ["ja-en"]')
        for _ in range(2):
            with pytest.raises(TranslationError) as raised:
                there.translate([Sentence("電池")], JA_EN, "")
            assert "abc" not in str(raised.value)
        assert "the key abc" in there.state().trouble


def test_a_key_that_is_missing_is_said(tmp_path: Path) -> None:
    there = libre(tmp_path, "http://127.0.0.1:9", 'pairs = ["ja-en"]\nkey_file = "/nowhere"')
    with pytest.raises(TranslationError, match=r"the key of the engine there cannot be read$"):
        there.translate([Sentence("電池")], JA_EN, "")
