"""The transformer, against the same network written out number by number; and what it is asked."""

from collections.abc import Mapping, Sequence
from math import erf, exp, sqrt, tanh
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.transformer import LONGEST, MOST_SIGNS, OPENING, Pieces, Transformer, load
from chalicelib.routing.word_filters import Limits
from tests.readings import read_ahead

NAMES = ("\u2581uang", "\u2581u", "ang", "\u2581", "u", "a", "n", "g", "query", ":", "\u2581query")
PIECES = Pieces(
    numbers={name: number for number, name in enumerate(NAMES, start=3)},
    likely=[0.0, 0.0, 0.0, -5.0, -3.0, -3.0, *[-4.0] * (len(NAMES) - 3)],
    longest=6,
    rare=-20.0,
    start=0,
    end=1,
    unknown=2,
)
WIDTH, HEADS, WIDE, LAYERS = 24, 12, 8, 2


def named(numbers: Sequence[int]) -> list[str]:
    return [{0: "<", 1: ">", 2: "?"}.get(one) or NAMES[one - 3] for one in numbers]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("uang", ["<", "\u2581uang", ">"]),
        ("  uang uang ", ["<", "\u2581uang", "\u2581uang", ">"]),
        ("uang\nu\n u", ["<", "\u2581uang", ">", "\u2581u", "\u2581u", ">"]),
        ("uang\n ", ["<", "\u2581uang", ">"]),
        ("\nuang", ["<", "\u2581uang", ">"]),
        ("uan", ["<", "\u2581u", "a", "n", ">"]),
        ("u\u00f1", ["<", "\u2581u", "?", ">"]),
        ("\uff55\uff41\uff4e\uff47", ["<", "\u2581uang", ">"]),
        ("", ["<", ">"]),
    ],
)
def test_a_text_is_made_of_its_likeliest_pieces(text: str, pieces: list[str]) -> None:
    assert named(PIECES.split(text)) == pieces


def ways(signs: str) -> list[list[str]]:
    """All ways to make signs of pieces."""
    if not signs:
        return [[]]
    return [
        [name, *rest]
        for name in PIECES.numbers
        if signs.startswith(name)
        for rest in ways(signs[len(name) :])
    ]


@given(st.text("uang", min_size=1, max_size=8))
def test_no_other_pieces_are_likelier(word: str) -> None:
    def likely(pieces: Sequence[str]) -> float:
        return sum(PIECES.likely[PIECES.numbers[one]] for one in pieces)

    found = named(PIECES.split(word))[1:-1]
    assert "".join(found) == "\u2581" + word
    assert likely(found) == max(map(likely, ways("\u2581" + word)))


def drawn(chance: np.random.Generator, *shape: int) -> Any:
    return chance.normal(0, 0.5, shape).astype(np.float32)


def small_network(seed: int) -> Transformer:
    chance = np.random.default_rng(seed)

    def weights(**shapes: tuple[int, ...]) -> dict[str, Any]:
        each = {name: drawn(chance, *shape) for name, shape in shapes.items()}
        return each | {f"{name}.bias": drawn(chance, shape[-1]) for name, shape in shapes.items()}

    def matrices(**shapes: tuple[int, ...]) -> dict[str, Any]:
        found = weights(**shapes)
        for name, shape in shapes.items():
            found[name] = chance.integers(-127, 128, shape, dtype=np.int8)
            found[f"{name}.scales"] = np.abs(drawn(chance, 1, shape[-1])) / 64
        return found

    square = (WIDTH, WIDTH)
    of_layer = {"query": square, "key": square, "value": square, "output": square}
    of_layer |= {"up": (WIDTH, WIDE), "down": (WIDE, WIDTH)}
    return Transformer(
        pieces=PIECES,
        words=chance.integers(-127, 128, (len(NAMES) + 3, WIDTH), dtype=np.int8),
        scales=np.abs(drawn(chance, len(NAMES) + 3, 1)) / 64,
        places=drawn(chance, LONGEST, WIDTH),
        layers=[
            matrices(**of_layer) | weights(attention_norm=(WIDTH,), layer_norm=(WIDTH,))
            for _ in range(LAYERS)
        ],
        head=weights(embedding_norm=(WIDTH,), meaning=square, answers=(WIDTH, 2)),
        questions=("danger", "accusal"),
        weight=1.0,
        limits=Limits(threshold=0.0, sure=1.0),
    )


Vector = list[float]


def projected(vector: Vector, weights: Mapping[str, Any], name: str) -> Vector:
    bias = weights[f"{name}.bias"]
    scales = weights.get(f"{name}.scales", np.ones((1, len(bias))))[0]
    rows = zip(weights[name].T.tolist(), scales.tolist(), bias.tolist(), strict=True)
    return [
        sum(a * b for a, b in zip(row, vector, strict=True)) * scale + added
        for row, scale, added in rows
    ]


def normalized(vector: Vector, weights: Mapping[str, Any], name: str) -> Vector:
    mean = sum(vector) / len(vector)
    spread = sqrt(sum((one - mean) ** 2 for one in vector) / len(vector) + 1e-12)
    learnt = zip(vector, weights[name].tolist(), weights[f"{name}.bias"].tolist(), strict=True)
    return [(one - mean) / spread * weight + bias for one, weight, bias in learnt]


def added(one: Vector, other: Vector) -> Vector:
    return [a + b for a, b in zip(one, other, strict=True)]


def attended(read: list[Vector], layer: Mapping[str, Any]) -> list[Vector]:
    size = WIDTH // HEADS
    query, key, value = (
        [projected(one, layer, name) for one in read] for name in ("query", "key", "value")
    )
    found = []
    for asking in query:
        taken: Vector = []
        for head in range(0, WIDTH, size):
            part = slice(head, head + size)
            fits = [
                exp(sum(a * b for a, b in zip(asking[part], one[part], strict=True)) / sqrt(size))
                for one in key
            ]
            shares = [fit / sum(fits) for fit in fits]
            taken += [
                sum(share * one[place] for share, one in zip(shares, value, strict=True))
                for place in range(head, head + size)
            ]
        found.append(projected(taken, layer, "output"))
    return found


def answered(network: Transformer, text: str) -> Vector:
    """What the network says, as the papers have it, one number after the other."""
    numbers = network.pieces.split(OPENING + text)
    read = [
        [
            int(part) * float(network.scales[number, 0]) + float(place)
            for part, place in zip(network.words[number], network.places[at], strict=True)
        ]
        for at, number in enumerate(numbers)
    ]
    read = [normalized(one, network.head, "embedding_norm") for one in read]
    for layer in network.layers:
        looks = attended(read, layer)
        read = [
            normalized(added(one, look), layer, "attention_norm")
            for one, look in zip(read, looks, strict=True)
        ]
        wide = [[x * (1 + erf(x / sqrt(2))) / 2 for x in projected(v, layer, "up")] for v in read]
        down = [projected(one, layer, "down") for one in wide]
        read = [
            normalized(added(one, more), layer, "layer_norm")
            for one, more in zip(read, down, strict=True)
        ]
    mean = [sum(one[place] for one in read) / len(read) for place in range(WIDTH)]
    meaning = [tanh(one) for one in projected(mean, network.head, "meaning")]
    return projected(meaning, network.head, "answers")


@pytest.mark.parametrize("text", ["uang", "uang u a ang", "ngang naga uang " * 3])
@pytest.mark.parametrize("seed", range(3))
def test_it_says_what_the_same_network_says_number_by_number(seed: int, text: str) -> None:
    network = small_network(seed)
    found = network.score(text)
    assert found is not None
    # The usual approximation of the error function is off by some thousandths.
    assert list(found.values()) == pytest.approx(answered(network, text), abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_texts_that_are_read_together_say_what_each_says_alone(seed: int) -> None:
    network = small_network(seed)
    texts = ["uang", "u" * (MOST_SIGNS + 1), "ngang naga uang " * 3, "", "uang " * LONGEST, "u a"]
    found = network.score_all(texts)
    alone = [network.score(text) for text in texts]
    assert [said is None for said in found] == [False, True, False, False, True, False]
    for said, expected in zip(found, alone, strict=True):
        assert said == (expected and pytest.approx(expected, abs=1e-4))
    assert network.score_all([]) == []


def test_what_is_read_ahead_says_the_same_and_is_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a list of the tests would be held by something else than what is shipped."""
    texts = [f"Petugas loket {number} minta uang supaya berkas saya jalan." for number in range(9)]
    alone = [load().score_all([text])[0] for text in texts]
    read_ahead(texts)
    monkeypatch.setattr(Transformer, "score_all", lambda *_: pytest.fail("was read again"))
    for text, expected in zip(texts, alone, strict=True):
        assert load().score(text) == pytest.approx(expected, abs=1e-4)


def test_what_was_learnt_takes_no_more_memory_than_a_byte_a_number() -> None:
    for layer in load().layers:
        numbers = sum(array.size for array in layer.values())
        assert sum(array.nbytes for array in layer.values()) <= 1.05 * numbers


def test_a_text_that_is_too_long_is_not_read() -> None:
    network = small_network(0)
    room = LONGEST - len(PIECES.split(OPENING))
    assert network.score("uang " * room) is not None
    assert network.score("uang " * (room + 1)) is None
    assert network.score("u" * (MOST_SIGNS + 1)) is None


def test_a_text_is_split_in_proportion_to_its_length() -> None:
    """Counted by how often a piece is looked for; the most signs a piece has, for each sign."""
    asked = []

    class Counted(dict[str, int]):
        def get(self, *wanted: Any) -> Any:
            asked.append(wanted)
            return super().get(*wanted)

    pieces = load().pieces
    text = "zq\u200b" * (MOST_SIGNS // 3)
    counted = Pieces(
        numbers=Counted(pieces.numbers),
        likely=pieces.likely,
        longest=pieces.longest,
        rare=pieces.rare,
        start=pieces.start,
        end=pieces.end,
        unknown=pieces.unknown,
    )
    counted.split(text)
    assert len(asked) <= pieces.longest * (len(text) + 1)


def test_the_words_of_the_country_are_known_whole() -> None:
    pieces = load().pieces
    names = {number: name for name, number in pieces.numbers.items()}
    for word in ("saya", "tidak", "uang", "petugas", "polisi", "sekolah", "desa", "jalan", "rusak"):
        assert [names[one] for one in pieces.split(word)[1:-1]] == ["\u2581" + word]
    unknown = pieces.split("\u0f40\u10a0")
    assert unknown.count(pieces.unknown) == 2


def test_what_happened_counts_and_not_the_words_alone() -> None:
    """The same words in another order, or with another end."""
    texts = [
        ("Dia menolak amplop dari saya dan melayani dengan ramah.",
         "Dia menolak melayani saya tanpa amplop."),
    ]  # fmt: skip
    for harmless, dangerous in texts:
        low, high = load().score(harmless), load().score(dangerous)
        assert low is not None
        assert high is not None
        assert low["danger"] < high["danger"]
