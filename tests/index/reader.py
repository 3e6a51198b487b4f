"""Reads segments and text files as src/index/FORMAT.md says, and nothing else of the project: written after that page
alone, to prove that it says all. Needs the command zstd."""

import os
import subprocess
import tempfile

from xxh3 import M, u32, u64, xxh3

BAND, PASSAGES, ID_TABLE, COPIES, ROWS, IDS, SOURCES, TEXTS = range(1, 9)
DICTIONARY, BLOCKS, PLACES = 16, 17, 18


class Damaged(Exception):
    pass


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def unzigzag(value):
    return (value >> 1) ^ -(value & 1)


def signed(value):
    return value - (1 << 64) if value >> 63 else value


class Bits:
    def __init__(self, data):
        self.value = int.from_bytes(data, "little")

    def get(self, at, width):
        return self.value >> at & ((1 << width) - 1)


def mix(x):
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & M
    x = (x ^ x >> 27) * 0x94D049BB133111EB & M
    return x ^ x >> 31


class Paged:
    """A file of pages."""

    def __init__(self, path, magic):
        with open(path, "rb") as file:
            self.data = file.read()
        head = self.data[:64]
        if head[:8] != magic:
            raise Damaged("magic")
        self.id = u64(head, 16)
        self.sealed(head[:56], u64(head, 56), 1)
        if u32(head, 8) != 1:
            raise Damaged("version")
        names = "family shingle bands rows window kept flags".split()
        self.shape = {name: u32(head, 24 + 4 * i) for i, name in enumerate(names)}
        trailer = self.data[-32:]
        if trailer[24:] != b"stetend\n":
            raise Damaged("trailer")
        self.sealed(trailer[:16], u64(trailer, 16), 3)
        at, size = u64(trailer, 0), u64(trailer, 8)
        if at + 2 * size + 32 != len(self.data):
            raise Damaged("contents")
        contents = self.data[at:at + size]
        if contents != self.data[at + size:at + 2 * size]:
            raise Damaged("the copies of the contents differ")
        self.sealed(contents[:-8], u64(contents, size - 8), 2)
        sections, facts = u32(contents, 8), u32(contents, 12)
        self.facts = [u64(contents, 16 + 8 * i) for i in range(facts)]
        self.sections = {}
        for i in range(sections):
            entry = contents[16 + 8 * facts + 40 * i:][:40]
            kind, number, width = entry[0] | entry[1] << 8, entry[2] | entry[3] << 8, entry[4]
            self.sections[kind, number] = [width] + [u64(entry, 8 * j) for j in range(1, 5)]

    def sealed(self, data, checksum, place):
        if xxh3(data, self.id * 0x9E3779B97F4A7C15 + place & M) != checksum:
            raise Damaged("checksum of %d" % place)

    def pages(self, kind, number=0):
        return self.sections[kind, number][1]

    def entries(self, kind, number=0):
        return self.sections[kind, number][4]

    def page(self, kind, number, page):
        """The body of a page."""
        width, _, offset, size, _ = self.sections[kind, number]
        leaf_size = 16 + 4 * width
        at = offset + size + page // 32 * leaf_size
        leaf = self.data[at:at + leaf_size]
        place = kind << 48 | number << 32
        self.sealed(leaf[8:], u64(leaf, 0), place | (page // 32) << 1 | 1)
        ends = Bits(leaf[16:])
        slot = page % 32
        begin = ends.get((slot - 1) * width, width) if slot else 0
        end = ends.get(slot * width, width)
        body = self.data[u64(leaf, 8) + begin:u64(leaf, 8) + end]
        if not body:
            return b""
        self.sealed(body[8:], u64(body, 0), place | page << 1)
        return body[8:]


def strings(data, dictionary=None):
    """The strings of a block."""
    if data[0] == 1:
        size, at = varint(data, 1)
        command = ["zstd", "-dcq"]
        with tempfile.TemporaryDirectory() as folder:
            if dictionary:
                path = os.path.join(folder, "dictionary")
                with open(path, "wb") as file:
                    file.write(dictionary)
                command += ["-D", path]
            data = subprocess.run(command, input=data[at:], stdout=subprocess.PIPE, check=True).stdout
        if len(data) != size:
            raise Damaged("size of a block")
    else:
        data = data[1:]
    count, at = varint(data, 0)
    lengths = []
    for _ in range(count):
        length, at = varint(data, at)
        lengths.append(length)
    out = []
    for length in lengths:
        out.append(data[at:at + length])
        at += length
    if at != len(data):
        raise Damaged("bytes left over in a block")
    return out


class Segment(Paged):
    def __init__(self, path):
        super().__init__(path, b"stetseg\n")
        self.articles, self.copies = self.facts[0], self.facts[1]
        self.bands, self.rows = self.shape["bands"], self.shape["rows"]
        self.number_bits = max(self.articles - 1, 0).bit_length()
        body = self.page(TEXTS, 0, 0) if self.pages(TEXTS) else b""
        self.texts = [u64(body, i) for i in range(0, len(body), 8)]
        self.blocks = {}

    def postings(self, kind, number, key_bits, key):
        """Articles with a key."""
        pages = self.pages(kind, number)
        page = key * pages >> key_bits
        first = -(-(page << key_bits) // pages)
        keys = -(-(page + 1 << key_bits) // pages) - first
        body = self.page(kind, number, page)
        if not body:
            return []
        count, at = varint(body, 0)
        bits = Bits(body[at:])
        low = (keys // count).bit_length() - 1 if count < keys else 0
        highs = ((keys - 1) >> low) + 1
        lows_at = count + highs
        numbers_at = lows_at + count * low
        found, high, entry = [], 0, 0
        for i in range(count + highs):
            if not bits.get(i, 1):
                high += 1
                continue
            value = high << low | bits.get(lows_at + entry * low, low)
            if first + value == key:
                found.append(bits.get(numbers_at + entry * self.number_bits, self.number_bits))
            entry += 1
        return found

    def copies_of(self, article):
        """(copy, mask) of each copy that hangs on an article."""
        body = self.page(COPIES, 0, article // 256) if self.copies else b""
        if not body:
            return []
        count, at = varint(body, 0)
        bits, width = Bits(body[at:]), 8 + self.number_bits + self.bands + 1
        return [(bits.get(i * width + 8, self.number_bits), bits.get(i * width + 8 + self.number_bits, self.bands + 1))
                for i in range(count) if bits.get(i * width, 8) == article % 256]

    def row(self, article):
        page, n = divmod(article, 64)
        body = self.page(ROWS, 0, page)
        count = min(64, self.articles - 64 * page)
        foreign, widths, at = u64(body, 0), body[8:14], 14
        least = []
        for _ in range(6):
            value, at = varint(body, at)
            least.append(value)
        hashes = self.bands * self.rows
        each = hashes + 98 + sum(widths)
        size = (each * count + 7) // 8
        bits = Bits(body[at:at + size])
        start = n * each
        value, column = [], start + hashes + 98
        for c in range(6):
            low = unzigzag(least[c]) if c in (2, 5) else least[c]
            value.append(low + bits.get(column, widths[c]))
            column += widths[c]
        precision = bits.get(start + hashes + 96, 2)
        own = not foreign >> n & 1
        exception = at + size + 8 * bin(foreign & ((1 << n) - 1)).count("1")
        return {
            "minhash": bits.get(start, hashes),
            "simhash": bits.get(start + hashes, 64),
            "content": bits.get(start + hashes + 64, 32),
            "precision": precision,
            "body": value[0],
            "title": value[1],
            "published": signed(value[2] & M) if precision else None,
            "source": value[3],
            "text": self.texts[value[4] - 1] if value[4] else 0,
            "entry": (value[5] + n & M) if value[4] else 0,
            "cluster": xxh3(self.string(IDS, article)) if own else u64(body, exception),
        }

    def string(self, kind, number):
        key = kind, number // 64
        if key not in self.blocks:
            self.blocks[key] = strings(self.page(kind, 0, number // 64))
        return self.blocks[key][number % 64]

    def find(self, name):
        """The last article with this id, or None."""
        found = [n for n in self.postings(ID_TABLE, 0, 32, xxh3(name) >> 32) if self.string(IDS, n) == name]
        return found[-1] if found else None

    def lookup(self, bands, minhash, passages):
        """{article: (bands, passages)}; minhash: the lowest bits of the values, the first one lowest, or None."""
        hits = [(article, band) for band, key in enumerate(bands)
                for article in self.postings(BAND, band, 28, key >> 36)]
        for key in {mix(passage) >> 32 for passage in passages}:
            hits += [(article, self.bands) for article in self.postings(PASSAGES, 0, 32, key)]
        for article, table in list(hits):
            hits += [(copy, table) for copy, mask in self.copies_of(article) if mask >> table & 1]
        counts = {}
        for article, table in hits:
            count = counts.setdefault(article, [0, 0])
            if table == self.bands:
                count[1] += 1
            elif minhash is None or self.agrees(article, minhash, table):
                count[0] += 1
        return {article: tuple(count) for article, count in counts.items() if any(count)}

    def agrees(self, article, minhash, band):
        return not ((self.row(article)["minhash"] ^ minhash) >> band * self.rows) & ((1 << self.rows) - 1)


class Text(Paged):
    def __init__(self, path):
        super().__init__(path, b"stettxt\n")
        self.count = self.facts[0]
        self.dictionary = self.page(DICTIONARY, 0, 0) if self.pages(DICTIONARY) else None
        self.blocks = {}

    def read(self, entry):
        """(meta, text)"""
        page, slot = divmod(entry, 256)
        body = self.page(PLACES, 0, page)
        begun = int.from_bytes(body[8:40], "little") & ((2 << slot) - 1)
        block = u64(body, 0) + bin(begun).count("1") - 1
        if block not in self.blocks:
            body = self.page(BLOCKS, 0, block)
            self.blocks[block] = u64(body, 0), strings(body[8:], self.dictionary)
        first, all_strings = self.blocks[block]
        return tuple(all_strings[2 * (entry - first):][:2])
