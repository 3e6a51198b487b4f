"""Compares the answers of reader.py with those that the library wrote down: independent.py PROGRAM FORMAT.md, where PROGRAM
is tests/index/answers.c. The example in FORMAT.md must be what the program writes. Exits 77 where there is no zstd command."""

import re
import shutil
import subprocess
import sys
import tempfile

from reader import Damaged, Segment, Text


def numbers(field):
    return [int(x, 16) for x in field.split(",") if x]


def answer(segment, text, words):
    kind = words[0]
    if kind == "lookup":
        minhash = None if words[2] == "-" else int(words[2], 16)
        hits = segment.lookup(numbers(words[1]), minhash, numbers(words[3]) if len(words) > 3 else [])
        return " ".join("%d:%d:%d" % (article, *hits[article]) for article in sorted(hits))
    if kind == "find":
        found = segment.find(bytes.fromhex(words[1]))
        return "none" if found is None else str(found)
    if kind == "row":
        row = segment.row(int(words[1]))
        published = "none" if row["published"] is None else str(row["published"])
        return "%x %x %x %d %d %d %s %s %d %d %x" % (
            row["minhash"], row["simhash"], row["content"], row["precision"], row["body"], row["title"], published,
            segment.string(7, row["source"]).hex() or "-", row["text"], row["entry"], row["cluster"])
    if kind == "id":
        return segment.string(6, int(words[1])).hex()
    if kind == "text":
        meta, content = text.read(int(words[1]))
        return "%s %s" % (meta.hex() or "-", content.hex() or "-")
    raise ValueError(kind)


def example_differs(program, page):
    """Whether the hexdump in FORMAT.md is another one than that of the file that it speaks of."""
    dumped = {}
    with open(page) as file:
        for line in file:
            match = re.fullmatch(r"    ([0-9a-f]{4})  ((?:[0-9a-f]{2} ?)+)\n", line)
            for i, byte in enumerate(bytes.fromhex(match[2])) if match else []:
                dumped[int(match[1], 16) + i] = byte
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, folder, "example"], check=True)
        with open(folder + "/segment", "rb") as file:
            data = file.read()
    return len(dumped) < 900 or any(at >= len(data) or data[at] != byte for at, byte in dumped.items())


def main():
    if not shutil.which("zstd"):
        print("skipped: there is no zstd command")
        return 77
    wrong = asked = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        segment, text = Segment(folder + "/segment"), Text(folder + "/text")
        with open(folder + "/answers") as file:
            for line in file:
                question, expected = line.rstrip("\n").split(" = ")
                asked += 1
                got = answer(segment, text, question.split(" "))
                if got != expected and (wrong := wrong + 1) < 10:
                    print("%s\n  library: %s\n  format:  %s" % (question, expected, got))
        # What it reads it also verifies: a flipped bit in a page that is read is seen.
        with open(folder + "/segment", "r+b") as file:
            file.seek(200)
            byte = file.read(1)
            file.seek(200)
            file.write(bytes([byte[0] ^ 4]))
        try:
            Segment(folder + "/segment").row(0)
            print("a flipped bit was not seen")
            wrong += 1
        except Damaged:
            pass
    if example_differs(sys.argv[1], sys.argv[2]):
        print("the example in FORMAT.md is not what is written")
        wrong += 1
    print("%d answers, %d wrong" % (asked, wrong))
    return 1 if wrong or asked < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
