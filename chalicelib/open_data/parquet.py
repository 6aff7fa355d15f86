"""A flat table as Apache Parquet: one row group, a page a column, plain values, gzip.

The libraries that write it have sixty megabytes and more, for some of the format's smallest
features. It is described at https://parquet.apache.org/docs/file-format/; the tests read what is
written here with DuckDB.
"""

import gzip
import struct
from collections.abc import Iterable, Sequence

from msgspec import Struct

from .records import Value

MAGIC = b"PAR1"
CREATED_BY = "lapor"
# Numbers of the format's enumerations (parquet.thrift).
INT32, BYTE_ARRAY = 1, 6
UTF8, OPTIONAL, GZIP, PLAIN, RLE = 0, 1, 2, 0, 3
# Types of Thrift's compact protocol.
_I32, _I64, _TEXT, _LIST, _STRUCT = 5, 6, 8, 9, 12


class _Struct(Struct, kw_only=True):
    """A struct of Thrift's compact protocol, its fields written in the order of their numbers."""

    written: bytearray = bytearray()
    last: int = 0

    def add(self, number: int, kind: int, value: bytes) -> "_Struct":
        self.written.append((number - self.last) << 4 | kind)
        self.written += value
        self.last = number
        return self

    def int32(self, number: int, value: int) -> "_Struct":
        return self.add(number, _I32, _zigzag(value))

    def int64(self, number: int, value: int) -> "_Struct":
        return self.add(number, _I64, _zigzag(value))

    def text(self, number: int, value: str) -> "_Struct":
        return self.add(number, _TEXT, _text(value))

    def struct(self, number: int, value: "_Struct") -> "_Struct":
        return self.add(number, _STRUCT, value.end())

    def list(self, number: int, kind: int, values: Sequence[bytes]) -> "_Struct":
        size = len(values)
        head = bytes([size << 4 | kind]) if size < 15 else bytes([0xF0 | kind]) + _varint(size)
        return self.add(number, _LIST, head + b"".join(values))

    def end(self) -> bytes:
        return bytes(self.written) + b"\0"


def write(columns: Sequence[str], numbers: Iterable[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """The file: columns of texts, those of `numbers` of 32-bit integers, each optional. The same
    rows make the same bytes."""
    whole = frozenset(numbers)
    out = bytearray(MAGIC)
    chunks, size = [], 0
    for place, name in enumerate(columns):
        kind = INT32 if name in whole else BYTE_ARRAY
        page = _page([row[place] for row in rows])
        packed = gzip.compress(page, mtime=0)
        head = (
            _Struct()
            .int32(1, 0)
            .int32(2, len(page))
            .int32(3, len(packed))
            .struct(5, _Struct().int32(1, len(rows)).int32(2, PLAIN).int32(3, RLE).int32(4, RLE))
            .end()
        )
        offset = len(out)
        out += head + packed
        size += len(head) + len(page)
        told = (
            _Struct()
            .int32(1, kind)
            .list(2, _I32, [_zigzag(PLAIN), _zigzag(RLE)])
            .list(3, _TEXT, [_text(name)])
            .int32(4, GZIP)
            .int64(5, len(rows))
            .int64(6, len(head) + len(page))
            .int64(7, len(head) + len(packed))
            .int64(9, offset)
        )
        chunks.append(_Struct().int64(2, offset).struct(3, told).end())
    group = _Struct().list(1, _STRUCT, chunks).int64(2, size).int64(3, len(rows)).end()
    footer = (
        _Struct()
        .int32(1, 1)
        .list(2, _STRUCT, _schema(columns, whole))
        .int64(3, len(rows))
        .list(4, _STRUCT, [group])
        .text(6, CREATED_BY)
        .end()
    )
    return bytes(out) + footer + struct.pack("<I", len(footer)) + MAGIC


def _schema(columns: Sequence[str], whole: frozenset[str]) -> list[bytes]:
    found = [_Struct().text(4, "cases").int32(5, len(columns)).end()]
    for name in columns:
        one = _Struct().int32(1, INT32 if name in whole else BYTE_ARRAY).int32(3, OPTIONAL)
        one.text(4, name)
        found.append((one if name in whole else one.int32(6, UTF8)).end())
    return found


def _page(values: Sequence[Value]) -> bytes:
    """Which values there are, a bit each, and the values."""
    bits = bytearray((len(values) + 7) // 8)
    for place, value in enumerate(values):
        bits[place // 8] |= (value is not None) << place % 8
    levels = _varint(len(bits) << 1 | 1) + bytes(bits)
    plain = b"".join(_plain(value) for value in values if value is not None)
    return struct.pack("<I", len(levels)) + levels + plain


def _plain(value: str | int) -> bytes:
    if isinstance(value, int):
        return struct.pack("<i", value)
    encoded = value.encode()
    return struct.pack("<I", len(encoded)) + encoded


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _varint(len(encoded)) + encoded


def _zigzag(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])
