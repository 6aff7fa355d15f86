"""The network behind `chalicelib/routing/word_filters.py`, as it learns: vectors of words, filters
over neighbouring words, the strongest answer of each, and a weight for it by question.

Vectors begin with the company that words keep in all texts, so that a word of which no label is
known is near one of which it is. Chance leaves out words, numbers of vectors and answers while it
learns, so that no filter relies on one word and no question on one filter.
"""

import json
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.linalg import svds

from chalicelib.routing.word_filters import MOST_CONCEPTS, STOP, UNKNOWN, Limits, Token

SIZE = 32
WIDTHS = ((3, 128), (5, 64))
WORDS = 7_000
LEFT_OUT_WORDS, LEFT_OUT_NUMBERS, LEFT_OUT_ANSWERS = 0.1, 0.2, 0.6
PASSES = 8
TOGETHER = 48  # texts a step
FASTEST, DECAY = 2e-3, 1e-2
COMPANY = (1.0, 0.8, 0.6, 0.4, 0.2)
"""What it counts to stand beside one another, one word apart, and so on."""
LONGEST = 300  # words of a text
LARGEST = 127
_NOTHING = -1e9
_EMPTY = ""  # where a shorter text has no word

Array = np.ndarray


def company(texts: Sequence[Sequence[Token]]) -> dict[str, Array]:
    """A vector for each word that is not rare, near to those of words with the same neighbours
    (positive pointwise mutual information, its largest directions)."""
    counts = Counter(token[0] for text in texts for token in text)
    words = [word for word, count in counts.most_common(20_000) if count > 2]
    place = {word: number for number, word in enumerate(words)}
    rows, columns, values = [], [], []
    for text in texts:
        known = [place.get(token[0], -1) for token in text]
        for apart, worth in enumerate(COMPANY, start=1):
            for one, other in zip(known, known[apart:], strict=False):
                if one >= 0 and other >= 0:
                    rows.append(one)
                    columns.append(other)
                    values.append(worth)
    beside = coo_matrix((values, (rows, columns)), shape=(len(words), len(words))).tocsr()
    beside = (beside + beside.T).tocoo()
    total = beside.sum()
    often = np.asarray(beside.sum(axis=1)).ravel()
    smooth = often**0.75 / (often**0.75).sum()
    mutual = np.log(beside.data / total / (often[beside.row] / total * smooth[beside.col]))
    mutual = np.maximum(mutual - np.log(2), 0)
    table = coo_matrix((mutual, (beside.row, beside.col)), shape=beside.shape).tocsr()
    left, strengths, _ = svds(table, k=min(SIZE, len(words) - 1), random_state=0)
    vectors = left * np.sqrt(strengths)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    vectors *= 0.25 / vectors.std()
    return dict(zip(words, np.pad(vectors, ((0, 0), (0, SIZE - vectors.shape[1]))), strict=True))


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """Texts to learn from: `labels` and what each is worth, a column a question; worth nothing
    where it is not known."""

    texts: Sequence[Sequence[Token]]
    labels: Array
    worth: Array


class Filters:
    """The network. `names` are the words and concepts that have a vector."""

    def __init__(
        self, lesson: Lesson, vectors: dict[str, Array], questions: Sequence[str], seed: int = 0
    ) -> None:
        self._chance = np.random.default_rng(seed)
        self.questions = tuple(questions)
        words = Counter(word for text in lesson.texts for word in {token[0] for token in text})
        concepts = {f"+{one}" for text in lesson.texts for token in text for one in token[1:]}
        chosen = [word for word, _ in words.most_common(WORDS) if word != STOP]
        self.names = [_EMPTY, UNKNOWN, STOP, *chosen, *sorted(concepts)]
        self._number = {name: number for number, name in enumerate(self.names)}
        begin = self._chance.standard_normal((len(self.names), SIZE)) * 0.1
        for name, vector in vectors.items():
            if name in self._number:
                begin[self._number[name]] = vector
        begin[0] = 0
        count = sum(count for _, count in WIDTHS)
        self.parameters = {
            "vectors": begin.astype(np.float32),
            "worth": self._around(1 / np.sqrt(count), count, len(questions)),
            "bias": np.zeros(len(questions), np.float32),
        }
        for width, count in WIDTHS:
            most = 1 / np.sqrt(width * SIZE)
            self.parameters[f"weights {width}"] = self._around(most, width, SIZE, count)
            self.parameters[f"biases {width}"] = self._around(most, count)
        self._moved = {name: np.zeros_like(one) for name, one in self.parameters.items()}
        self._squares = {name: np.zeros_like(one) for name, one in self.parameters.items()}
        self._steps = 0

    def _around(self, most: float, *shape: int) -> Array:
        return self._chance.uniform(-most, most, shape).astype(np.float32)

    def learn(self, lesson: Lesson, passes: int = PASSES) -> None:
        """Go through the texts so often, texts of a length together: at first faster and faster,
        then ever slower."""
        read = [self._read(text) for text in lesson.texts]
        lengths = np.array([len(text) for text in read])
        steps = passes * (len(read) // TOGETHER + 1)
        step = 0
        for _ in range(passes):
            order = np.argsort(lengths + self._chance.random(len(read)) * 6)
            parts = [order[at : at + TOGETHER] for at in range(0, len(order), TOGETHER)]
            self._chance.shuffle(parts)
            for part in parts:
                step += 1
                done = step / steps
                pace = done / 0.2 if done < 0.2 else (1 + np.cos(np.pi * (done - 0.2) / 0.8)) / 2
                numbers = _beside([read[one] for one in part])
                self._step(numbers, lesson.labels[part], lesson.worth[part], FASTEST * pace)

    def scores(self, texts: Sequence[Sequence[Token]]) -> Array:
        """What each text is worth, a column a question."""
        read = [self._read(text) for text in texts]
        found = np.zeros((len(texts), len(self.questions)))
        order = np.argsort([len(text) for text in read])
        for at in range(0, len(order), 256):
            part = order[at : at + 256]
            answers, *_ = self._answers(*self._vectors(_beside([read[one] for one in part])))
            found[part] = answers @ self.parameters["worth"] + self.parameters["bias"]
        return found

    def write(self, out: Path, limits: dict[str, Limits]) -> None:
        """Write what was learnt as `chalicelib.routing.word_filters` reads it."""
        vectors, of_vectors = _whole(self.parameters["vectors"][1:], axis=None)
        filters, columns = [], []
        for width, _ in WIDTHS:
            weights, of_filter = _whole(self.parameters[f"weights {width}"], axis=(0, 1))
            scales = (of_filter * of_vectors).ravel().tolist()
            biases = self.parameters[f"biases {width}"].tolist()
            filters.append({"width": width, "scales": scales, "biases": biases})
            columns.append(weights.transpose(1, 0, 2).reshape(SIZE, -1))
        questions = {
            name: {
                "worth": self.parameters["worth"][:, number].tolist(),
                "bias": float(self.parameters["bias"][number]),
                "threshold": limits[name].threshold,
                "sure": limits[name].sure,
            }
            for number, name in enumerate(self.questions)
        }
        head = json.dumps({"size": SIZE, "filters": filters, "questions": questions})
        body = array("b", [*vectors.ravel().tolist(), *np.hstack(columns).ravel().tolist()])
        names = " ".join(self.names[1:])
        out.write_bytes(f"{head}\n{names}\n".encode() + body.tobytes())

    def _read(self, text: Sequence[Token]) -> Array:
        """The numbers of each word and of its concepts."""
        numbers = np.zeros((max(1, min(len(text), LONGEST)), 1 + MOST_CONCEPTS), int)
        for place, (word, *concepts) in enumerate(text[:LONGEST]):
            known = [self._number.get(f"+{one}", 0) for one in concepts[:MOST_CONCEPTS]]
            numbers[place, : 1 + len(known)] = [
                self._number.get(word, self._number[UNKNOWN]),
                *known,
            ]
        return numbers

    def _vectors(self, numbers: Array) -> tuple[Array, Array]:
        return self.parameters["vectors"][numbers].sum(axis=2), numbers[:, :, 0] > 0

    def _answers(self, vectors: Array, there: Array) -> tuple[Array, list[Array], Array]:
        """The strongest answer of each filter, at least nothing; where it is; and the vectors with
        room around them."""
        room = max(width for width, _ in WIDTHS) // 2
        length = vectors.shape[1]
        wide = np.pad(vectors, ((0, 0), (room, room), (0, 0)))
        found, places = [], []
        for width, _ in WIDTHS:
            first = room - width // 2
            weights = self.parameters[f"weights {width}"]
            sums = sum(
                wide[:, first + under : first + under + length] @ weights[under]
                for under in range(width)
            )
            sums = np.where(there[:, :, None], sums + self.parameters[f"biases {width}"], _NOTHING)
            place = sums.argmax(axis=1)
            places.append(place)
            found.append(np.take_along_axis(sums, place[:, None], 1)[:, 0])
        return np.maximum(np.concatenate(found, axis=1), 0), places, wide

    def _kept(self, left_out: float, shape: tuple[int, ...]) -> Array:
        kept = self._chance.random(shape, np.float32) >= left_out
        return kept / np.float32(1 - left_out)

    def _step(self, numbers: Array, labels: Array, worth: Array, pace: float) -> None:
        """Move all parameters a little towards the labels (logistic loss, AdamW)."""
        words = numbers[:, :, 0]
        lost = (self._chance.random(words.shape, np.float32) < LEFT_OUT_WORDS) & (words > 2)
        numbers = numbers.copy()
        numbers[:, :, 0] = np.where(lost, self._number[UNKNOWN], words)
        vectors, there = self._vectors(numbers)
        kept = self._kept(LEFT_OUT_NUMBERS, vectors.shape)
        answers, places, wide = self._answers(vectors * kept, there)
        asked = self._kept(LEFT_OUT_ANSWERS, answers.shape)
        sums = (answers * asked) @ self.parameters["worth"] + self.parameters["bias"]
        wrong = (1 / (1 + np.exp(-np.clip(sums, -30, 30))) - labels) * worth / len(labels)
        wrong = wrong.astype(np.float32)
        slopes = {"worth": (answers * asked).T @ wrong, "bias": wrong.sum(axis=0)}
        blame = (wrong @ self.parameters["worth"].T) * asked * (answers > 0)
        of_wide = np.zeros_like(wide)
        room = (wide.shape[1] - vectors.shape[1]) // 2
        text = np.arange(len(wide))[:, None]
        begin = 0
        for (width, count), place in zip(WIDTHS, places, strict=True):
            part = blame[:, begin : begin + count]
            begin += count
            weights = self.parameters[f"weights {width}"]
            slope = np.empty_like(weights)
            for under in range(width):
                at = place + room - width // 2 + under
                slope[under] = np.einsum("tfv,tf->vf", wide[text, at], part)
                shares = part[:, :, None] * weights[under].T[None]
                _add_at(of_wide, text * wide.shape[1] + at, shares)
            slopes[f"weights {width}"], slopes[f"biases {width}"] = slope, part.sum(axis=0)
        of_vectors = of_wide[:, room : room + vectors.shape[1]] * kept
        slope = np.zeros_like(self.parameters["vectors"])
        for column in range(numbers.shape[2]):
            _add_at(slope, numbers[:, :, column], of_vectors)
        slope[0] = 0
        self._move({**slopes, "vectors": slope}, pace)

    def _move(self, slopes: dict[str, Array], pace: float) -> None:
        self._steps += 1
        for name, slope in slopes.items():
            moved, squares = self._moved[name], self._squares[name]
            moved += 0.1 * (slope - moved)
            squares += 0.001 * (slope * slope - squares)
            mean = moved / (1 - 0.9**self._steps)
            spread = np.sqrt(squares / (1 - 0.999**self._steps)) + 1e-8
            kept = self.parameters[name] * (1 - pace * DECAY)
            self.parameters[name] = (kept - pace * mean / spread).astype(np.float32)


def _add_at(table: Array, rows: Array, shares: Array) -> None:
    """Add each share to its row of a table of vectors; rows may come up more than once."""
    vectors = table.reshape(-1, SIZE)
    number = np.arange(rows.size + 1)
    every = (np.ones(rows.size, np.float32), rows.ravel(), number)
    vectors += csr_matrix(every, shape=(rows.size, len(vectors))).T @ shares.reshape(-1, SIZE)


def _beside(texts: Sequence[Array]) -> Array:
    """Texts of several lengths as one table."""
    table = np.zeros((len(texts), max(len(text) for text in texts), 1 + MOST_CONCEPTS), int)
    for number, text in enumerate(texts):
        table[number, : len(text)] = text
    return table


def _whole(numbers: Array, axis: tuple[int, ...] | None) -> tuple[Array, Array]:
    """Numbers as bytes, and what one is worth: for each of the axes that are not named, or all."""
    largest = np.abs(numbers).max(axis=axis, keepdims=axis is not None)
    scale = np.maximum(largest, 1e-9) / LARGEST
    return np.rint(numbers / scale).astype(int), np.asarray(scale)
