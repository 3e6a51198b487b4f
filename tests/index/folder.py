"""Reads a whole index as src/index/FORMAT.md says, and nothing else of the project: manifest, logs, and what is live.

    folder.py PROGRAM    PROGRAM is tests/index/lived.c, which leaves indexes and what the library says is in them

Exits 77 where there is no zstd command."""

import os
import shutil
import subprocess
import sys
import tempfile

from reader import Damaged, Segment, Text, signed, varint
from xxh3 import M, u32, u64, xxh3

NEVER = -(1 << 63)


def u16(data, at):
    return data[at] | data[at + 1] << 8


class Manifest:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        if data[:8] != b"stetman\n" or u32(data, 8) != 1 or u64(data, 16) != len(data):
            raise Damaged("head of the manifest")
        if xxh3(data[:-8], 0) != u64(data, len(data) - 8):
            raise Damaged("checksum of the manifest")
        self.lineage, self.first_log, self.blob = u64(data, 24), u64(data, 56), u64(data, 64)
        self.bands, self.rows = u32(data, 96), u32(data, 100)
        logs, texts, segments = (u64(data, 120 + 8 * i) for i in range(3))
        at = 144
        self.logs = {u64(data, at + 16 * i): u64(data, at + 16 * i + 8) for i in range(logs)}
        at += 16 * logs
        self.texts = [u64(data, at + 16 * i) for i in range(texts)]
        at += 16 * texts
        self.segments = []
        for i in range(segments):
            entry = data[at + 32 * i:][:32]
            self.segments.append((u64(entry, 0), u32(entry, 20), signed(u64(entry, 24))))
        at += 32 * segments
        self.dead = []
        for _, count, _ in self.segments:
            dead, next_one = set(), 0
            for _ in range(count):
                gap, at = varint(data, at)
                dead.add(next_one + gap)
                next_one += gap + 1
            self.dead.append(dead)
        if at != len(data) - 8:
            raise Damaged("length of the manifest")


def records(data, number):
    """The sound records of a log, and where each ends."""
    at = 48
    while at + 16 <= len(data):
        size, kind = u32(data, at + 8), u32(data, at + 12)
        end = at + 16 + size
        if end > len(data) or xxh3(data[at + 8:end], number * 0x9E3779B97F4A7C15 & M ^ at) != u64(data, at):
            return
        payload, at = data[at + 16:end], end + -end % 8
        yield kind, payload, at


def marked(data, number):
    """Whether a sound mark stands anywhere in a log."""
    for at in range(48, len(data) - 23, 8):
        if u64(data, at + 8) == 4 << 32 | 8 and \
                xxh3(data[at + 8:at + 24], number * 0x9E3779B97F4A7C15 & M ^ at) == u64(data, at):
            return True
    return False


class Index:
    def __init__(self, folder):
        self.manifest = Manifest(folder + "/MANIFEST")
        self.texts = {i: Text("%s/txt-%016x" % (folder, i)) for i in self.manifest.texts}
        self.parts = []
        for (number, _, horizon), dead in zip(self.manifest.segments, self.manifest.dead):
            self.parts.append([number, Segment("%s/seg-%016x" % (folder, number)), dead, horizon])
        self.logged = []  # [id, time or None, meta, text], and None in the place of what is gone
        before = 0
        for number in (self.manifest.first_log, self.manifest.first_log + 1):
            path = "%s/log-%016x" % (folder, number)
            if not os.path.exists(path):
                break
            with open(path, "rb") as file:
                data = file.read()
            if data[:8] != b"stetlog\n" or xxh3(data[:40], 0) != u64(data, 40):
                if self.manifest.logs.get(number) or marked(data, number):
                    raise Damaged("head of a log")
                break
            if u64(data, 16) != number:
                raise Damaged("number of a log")
            if u64(data, 24) != self.manifest.lineage:
                break
            if number > self.manifest.first_log and u64(data, 32) > before:
                if self.manifest.logs.get(number) or marked(data, number):
                    raise Damaged("end of a log")
                break
            for kind, payload, before in records(data, number):
                self.change(kind, payload)

    def sees(self, part, article):
        _, segment, dead, horizon = part
        published = segment.row(article)["published"]
        return article not in dead and (published is None or published >= horizon)

    def kill(self, name, number, article):
        for part in self.parts:
            if number and part[0] == number:
                part[2].add(article)
                return
        for i, entry in enumerate(self.logged):
            if entry and entry[0] == name:
                self.logged[i] = None
                return
        for part in reversed(self.parts):
            found = part[1].find(name)
            if found is not None and self.sees(part, found):
                part[2].add(found)
                return

    def change(self, kind, payload):
        if kind == 1:
            sizes = u16(payload, 2), u16(payload, 4), u32(payload, 8), u32(payload, 12)
            words = self.manifest.bands + u16(payload, 6) + (self.manifest.bands * self.manifest.rows + 63) // 64
            at, fields = 72 + 8 * words, []
            for size in sizes:
                fields.append(payload[at:at + size])
                at += size
            if at != len(payload):
                raise Damaged("size of a record")
            if payload[1]:
                self.kill(fields[0], u64(payload, 56), u32(payload, 64))
            published = signed(u64(payload, 24)) if payload[0] else None
            self.logged.append([fields[0], published, fields[2], fields[3]])
        elif kind == 2:
            self.kill(payload[16:], u64(payload, 0), u32(payload, 8))
        elif kind == 3:
            before = signed(u64(payload, 0))
            for part in self.parts:
                part[3] = max(part[3], before)
            for i, entry in enumerate(self.logged):
                if entry and entry[1] is not None and entry[1] < before:
                    self.logged[i] = None

    def live(self):
        """(id, meta, text) of each live article, in order."""
        for part in self.parts:
            for article in range(part[1].articles):
                if self.sees(part, article):
                    row = part[1].row(article)
                    yield (part[1].string(6, article), *self.texts[row["text"]].read(row["entry"]))
        for entry in self.logged:
            if entry:
                yield entry[0], entry[2], entry[3]


def main():
    if not shutil.which("zstd"):
        print("skipped: there is no zstd command")
        return 77
    wrong = asked = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".expected"):
                continue
            with open(os.path.join(folder, name)) as file:
                expected = file.read()
            asked += 1
            articles = list(Index(os.path.join(folder, name[:-len(".expected")])).live())
            got = "".join("%s:%s " % (i.decode(), meta.decode()) for i, meta, _ in articles)
            if got != expected or not all(text.startswith(b"The text of article") for _, _, text in articles):
                wrong += 1
                print("%s\n  library: %s\n  format:  %s" % (name, expected, got))
    print("%d indexes, %d read otherwise" % (asked, wrong))
    return 1 if wrong or asked < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
