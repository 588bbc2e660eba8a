"""Models that an operator has installed, run in the house by CTranslate2.

A model is a folder: CTranslate2's own files, a tokenizer, and `madoguchi.toml`, which says what it
is. A package of Argos Translate, unpacked, is taken as it is (its `metadata.json` says the same).
"""

import hashlib
import threading
import tomllib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from madoguchi.errors import RefusedError, TranslationError
from madoguchi.translation.protecting import translated
from madoguchi.translation.values import EngineState, Kind, Pair, Rendered, Sentence

if TYPE_CHECKING:
    from ctranslate2 import Translator

DESCRIPTION, _ARGOS = "madoguchi.toml", "metadata.json"
_REMEDY = "install it with pip install 'madoguchi[translation]'"
_THREADS, _LONGEST_INPUT, _LONGEST_OUTPUT, _TOKENS = 2, 500, 512, 2048
_PATIENCE = 10.0

Tokenizer = Literal["sentencepiece", "whitespace", "characters"]


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model is. Paths are within its folder."""

    name: str
    version: str
    source: str
    target: str
    licence: str
    domain: str = ""
    attribution: str = ""
    tokenizer: Tokenizer = "sentencepiece"
    source_tokens: str = "sentencepiece.model"
    target_tokens: str = ""
    model: str = "."
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        return Pair.of(self.source, self.target)


class _Argos(msgspec.Struct, frozen=True):
    from_code: str
    to_code: str
    package_version: str = "1.0"


class Codec(NamedTuple):
    """How a text becomes tokens and tokens a text."""

    encode: Callable[[str], list[str]]
    decode: Callable[[list[str]], str]


def read_description(folder: Path) -> Description:
    """Read what a folder says of its model. Raises RefusedError, which says what to write."""
    own, argos = folder / DESCRIPTION, folder / _ARGOS
    try:
        if own.exists():
            return msgspec.convert(tomllib.loads(own.read_text("utf-8")), Description)
        found = msgspec.json.decode(argos.read_bytes(), type=_Argos)
    except FileNotFoundError:
        raise RefusedError(f"{folder} has no {DESCRIPTION}; see docs/translation.md") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise RefusedError(f"{folder}: {error}; see docs/translation.md") from None
    return Description(
        name=f"argos-{found.from_code}-{found.to_code}",
        version=found.package_version,
        source=found.from_code,
        target=found.to_code,
        licence="as stated in the package's README",
        model="model",
    )


def digest_of(folder: Path) -> str:
    """Return one digest over all files of a model."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            one = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder)} {one}\n".encode())
    return whole.hexdigest()


class InstalledModel:
    """An engine of one pair; the model is loaded when the first sentence comes."""

    kind: Kind = "machine"
    in_house = True

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder = folder
        self._about = read_description(folder)
        self._digest = digest
        self._trouble = ""
        self._lock = threading.Lock()
        self._loaded: tuple[Translator, Codec] | None = None

    @property
    def name(self) -> str:
        return self._about.name

    @property
    def version(self) -> str:
        return f"{self._about.version}+{self._digest[:12]}"

    @property
    def domain(self) -> str:
        return self._about.domain

    def pairs(self) -> tuple[Pair, ...]:
        return (self._about.pair,)

    def state(self) -> EngineState:
        trouble = self._trouble
        if find_spec("ctranslate2") is None:
            trouble = f"CTranslate2 is missing; {_REMEDY}"
        return EngineState(
            name=self.name,
            version=self.version,
            kind=self.kind,
            pairs=(str(self._about.pair),),
            domain=self.domain,
            attribution=self._about.attribution,
            licence=self._about.licence,
            trouble=trouble,
        )

    def translate(self, sentences: Sequence[Sentence], pair: Pair, domain: str) -> list[Rendered]:
        """Translate sentences. Raises TranslationError where the model cannot be used."""
        del domain
        # CTranslate2 and SentencePiece raise these of files and texts that they cannot use.
        try:
            return translated(sentences, pair.source, self._raw)
        except (RuntimeError, ValueError, OSError) as error:
            failed = TranslationError(f"the model {self.name} failed", str(error)[:300])
            self._trouble = failed.whole()
            raise failed from None

    def _raw(self, texts: list[str]) -> list[str]:
        if not self._lock.acquire(timeout=_PATIENCE):
            raise TranslationError(f"the model {self.name} is busy with other texts; ask again")
        try:
            return self._decoded(*self._load(), texts)
        finally:
            self._lock.release()

    def _decoded(self, translator: "Translator", codec: Codec, texts: list[str]) -> list[str]:
        prefix = list(self._about.target_prefix)
        tokens = [self._tokens(codec, text) for text in texts]
        results = translator.translate_batch(
            tokens,
            target_prefix=[prefix] * len(texts) if prefix else None,
            max_batch_size=_TOKENS,
            batch_type="tokens",
            max_input_length=0,  # none is cut off: what is too long was refused
            # A model that never ends a sentence is stopped where no translation goes on so long.
            max_decoding_length=min(_LONGEST_OUTPUT, 4 * max(map(len, tokens)) + 32),
            beam_size=2,
        )
        return [codec.decode(result.hypotheses[0][len(prefix) :]) for result in results]

    def _tokens(self, codec: Codec, text: str) -> list[str]:
        about = self._about
        tokens = codec.encode(text)
        if len(tokens) > _LONGEST_INPUT:
            raise TranslationError(
                f"the model {self.name} takes {_LONGEST_INPUT} tokens at once; a sentence has "
                f"{len(tokens)}"
            )
        return [*about.source_prefix, *tokens, *about.source_suffix]

    def _load(self) -> "tuple[Translator, Codec]":
        if self._loaded is None:
            try:
                import ctranslate2  # noqa: PLC0415 - an optional package, and slow to import
            except ImportError:
                raise TranslationError(f"CTranslate2 is missing; {_REMEDY}") from None
            translator = ctranslate2.Translator(
                str(self._folder / self._about.model),
                device="cpu",
                inter_threads=1,
                intra_threads=_THREADS,
            )
            self._loaded = translator, _codec(self._folder, self._about)
        return self._loaded


def _codec(folder: Path, about: Description) -> Codec:
    if about.tokenizer == "whitespace":
        return Codec(str.split, " ".join)
    if about.tokenizer == "characters":
        return Codec(list, "".join)
    import sentencepiece  # noqa: PLC0415 - an optional package, and slow to import

    source = sentencepiece.SentencePieceProcessor(model_file=str(folder / about.source_tokens))
    target = source
    if about.target_tokens:
        target = sentencepiece.SentencePieceProcessor(model_file=str(folder / about.target_tokens))
    return Codec(lambda text: list(source.encode(text, out_type=str)), target.decode_pieces)
