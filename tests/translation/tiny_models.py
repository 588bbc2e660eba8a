"""Tiny CTranslate2 models that put word for word: real transformers, whose weights are written.

The encoder passes tokens and positions on; the decoder, at each position, looks at the same
position of the source and says the token of the same number in its own vocabulary.
"""

from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece

POSITIONS = 160
SPECIAL = ["<blank>", "<s>", "</s>", "<unk>"]

Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def word_model(folder: Path, words: dict[str, str], **about: str) -> Path:
    """A model with the tokenizer of white space that puts each word in place of another."""
    model(folder, [*SPECIAL, *words], [*SPECIAL, *words.values()])
    return describe(folder, tokenizer="whitespace", **about)


def piece_model(folder: Path, corpus: list[str], **about: str) -> Path:
    """A model with a SentencePiece tokenizer that gives every text back."""
    folder.mkdir(parents=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus * 20),
        model_prefix=str(folder / "sentencepiece"),
        vocab_size=60,
        hard_vocab_limit=False,
        model_type="char",
        minloglevel=2,
    )
    (folder / "sentencepiece.vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    own = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    tokens = [*SPECIAL, *(token for token in own if token not in SPECIAL)]
    model(folder, tokens, tokens)
    return describe(folder, **about)


def describe(folder: Path, **about: str) -> Path:
    said = {
        "name": "tiny",
        "version": "1.0",
        "source": "ja",
        "target": "en",
        "licence": "CC0-1.0",
        **about,
    }
    lines = [f'{key} = "{value}"' for key, value in said.items()]
    (folder / "madoguchi.toml").write_text("\n".join(lines), "utf-8")
    return folder


def model(folder: Path, source: list[str], target: list[str]) -> None:
    spec = ctranslate2.specs.TransformerSpec.from_config((1, 1), 1, pre_norm=True)
    tokens = len(source)
    width = tokens + POSITIONS
    token = np.eye(tokens, width, dtype=np.float32)
    place = np.eye(POSITIONS, width, k=tokens, dtype=np.float32)
    _encoder(spec.encoder, token, place)
    _decoder(spec.decoder, token, place)
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.validate()
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def _encoder(spec: "ctranslate2.specs.TransformerEncoderSpec", token: Array, place: Array) -> None:
    width = token.shape[1]
    spec.embeddings[0].weight = token
    spec.scale_embeddings = False
    spec.position_encodings.encodings = place
    _norm(spec.layer_norm, width)
    layer = spec.layer[0]
    _silent(layer.self_attention, width)
    _silent_ffn(layer.ffn, width)


def _decoder(spec: "ctranslate2.specs.TransformerDecoderSpec", token: Array, place: Array) -> None:
    width = token.shape[1]
    spec.embeddings.weight = np.zeros_like(token)
    spec.scale_embeddings = False
    spec.position_encodings.encodings = place
    _norm(spec.layer_norm, width)
    layer = spec.layer[0]
    _silent(layer.self_attention, width)
    _silent_ffn(layer.ffn, width)
    looking = layer.attention
    _norm(looking.layer_norm, width)
    places, tokens = place.T @ place, token.T @ token
    _linear(looking.linear[0], 30 * places)
    _linear(looking.linear[1], np.concatenate([places, tokens]))
    _linear(looking.linear[2], 100 * np.eye(width, dtype=np.float32))
    _linear(spec.projection, token)


def _silent(attention: "ctranslate2.specs.LayerSpec", width: int) -> None:
    _norm(attention.layer_norm, width)
    _linear(attention.linear[0], np.zeros((3 * width, width), np.float32))
    _linear(attention.linear[1], np.zeros((width, width), np.float32))


def _silent_ffn(ffn: "ctranslate2.specs.LayerSpec", width: int) -> None:
    _norm(ffn.layer_norm, width)
    _linear(ffn.linear_0, np.zeros((4, width), np.float32))
    _linear(ffn.linear_1, np.zeros((width, 4), np.float32))


def _norm(spec: "ctranslate2.specs.LayerSpec", width: int) -> None:
    spec.gamma = np.ones(width, np.float32)
    spec.beta = np.zeros(width, np.float32)


def _linear(spec: "ctranslate2.specs.LayerSpec", weight: Array) -> None:
    spec.weight = weight.astype(np.float32)
    spec.bias = np.zeros(weight.shape[0], np.float32)
