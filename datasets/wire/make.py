#!/usr/bin/env python3
"""Makes the labelled set: python3 make.py FOLDER writes FOLDER/wire.jsonl and FOLDER/wire-truth.tsv.

The stories (stories-LANG.txt) and what surrounds them (surroundings.py) are written by hand and invented; nothing here is
chance: each list is gone through in turn, so that every form of credit and every trap comes up in each language.
"""
import json
import pathlib
import sys
from datetime import datetime, timedelta, timezone
from itertools import cycle

from surroundings import LANGUAGES, TEMPLATES, TWINS

here = pathlib.Path(__file__).parent
DOMAINS = {
    "CP": "thecanadianpress.com", "AP": "apnews.com", "AFP": "afp.com", "REUTERS": "reuters.com", "PA": "pa.media",
    "AAP": "aap.com.au", "UPI": "upi.com", "BELGA": "belga.be", "SDA": "keystone-sda.ch", "DPA": "dpa.com",
    "APA": "apa.at", "SID": "sid.de", "EFE": "efe.com", "EP": "europapress.es", "NA": "noticiasargentinas.com",
    "ANSA": "ansa.it", "ADNKRONOS": "adnkronos.com", "LUSA": "lusa.pt", "ABR": "agenciabrasil.ebc.com.br",
    "FOLHAPRESS": "folhapress.com.br", "ESTADAO": "Estadão Conteúdo", "TASS": "tass.ru", "RIA": "ria.ru",
    "INTERFAX": "interfax.ru", "SPA": "spa.gov.sa", "MENA": "mena.org.eg", "WAM": "wam.ae", "XINHUA": "xinhuanet.com",
    "CNS": "chinanews.com.cn", "CNA": "cna.com.tw", "KYODO": "kyodonews.net", "JIJI": "jiji.com"}
OTHER = {"en": "AFP", "fr": "REUTERS", "de": "REUTERS", "es": "AFP", "it": "AFP", "pt": "EFE", "ru": "INTERFAX",
         "ar": "AFP", "zh": "REUTERS", "ja": "AFP"}


def stories(lang):
    found, story = [], None
    for line in (here / f"stories-{lang}.txt").read_text(encoding="utf-8").splitlines():
        mark, rest = line[:1], line[2:]
        if mark == "@":
            key, _, agency, rest = line[2:].split(" ", 3)
            city, time = rest.rsplit(" ", 1)
            story = {"key": f"{lang}-{key}", "agency": None if agency == "-" else agency, "city": city, "traps": [],
                     "time": datetime.fromisoformat(time).replace(tzinfo=timezone.utc), "body": []}
            found.append(story)
        elif mark == "=":
            story["title"] = rest
        elif mark == "~":
            story["retitled"] = rest
        elif mark in "?!":
            story["traps"].append((len(story["body"]), ("quoted:" if mark == "?" else "mention:") + rest))
        elif line:
            story["body"].append(line)
    return found


class Set:
    def __init__(self, folder):
        self.feed = open(folder / "wire.jsonl", "w", encoding="utf-8", newline="\n")
        self.truth = open(folder / "wire-truth.tsv", "w", encoding="utf-8", newline="\n")
        self.count = {}
        self.rows = []

    def add(self, lang, cluster, source, time, title, text, relation, origin=None, credits=(), traps=(), author=None,
            canonical=False, link=None, also=()):
        name = source.split(".")[0].lower().replace(" ", "-")
        self.count[name] = self.count.get(name, 0) + 1
        ident = f"{name}-{lang}-{self.count[name]}"
        record = {"id": ident, "source": source}
        if time is not None:
            record["published"] = time if isinstance(time, str) else time.strftime("%Y-%m-%dT%H:%M:%SZ")
        record["title"] = title
        if author:
            record["author"] = author
        if link:
            record["original_source"] = link
        record["url"] = f"https://{name}.example/{lang}/{self.count[name]}"
        record["lang"] = lang
        record["text"] = text
        row = [ident, cluster, "1" if canonical else "0", relation, lang, origin or "-", ",".join(credits) or "-",
               ",".join(traps) or "-", ",".join(also) or "-"]
        self.rows.append((record, row))
        return ident

    def write(self):
        """Scattered as a scraper would see them: by a hash of the id that is the same everywhere."""
        def scatter(item):
            value = 2166136261
            for byte in item[0]["id"].encode():
                value = (value ^ byte) * 16777619 & 0xffffffff
            return value
        self.rows.sort(key=lambda item: (scatter(item), item[0]["id"]))
        for record, row in self.rows:
            self.feed.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            self.truth.write("\t".join(row) + "\n")


def frame(form, words, agency, city, other, day):
    """A form with its blanks filled in."""
    values = {"long": words["long"][agency], "short": words["short"][agency], "other": words["short"][other],
              "otherlong": words["long"][other], "city": city, "City": city.title() if city.isupper() else city,
              "CITY": city.upper(), "day": day}
    return form.format(**values)


def kinds(spec, agency, other):
    return [part.replace("@", agency).replace("%", other) for part in spec.split(",") if part]


def dress(words, form, agency, other, story, body):
    """(text, author, credits): the paragraphs with a credit of this form around them."""
    place, pattern, spec = form
    said = frame(pattern, words, agency, story["city"], other, words["day"](story["time"]))
    author, lines = None, list(body)
    if place == "author":
        author = said
    elif place == "lead":
        lines[0] = said + lines[0]
    elif place == "head":
        lines.insert(0, said)
    elif place == "end":
        lines[-1] += said
    else:
        lines.append(said)
    return lines, author, kinds(spec, agency, other)


def build_story(out, lang, words, story, number, turn, roundups):
    agency, other = story["agency"], OTHER[lang]
    if other == agency:
        other = "AP" if agency != "AP" else "AFP"
    cluster, when, body = story["key"], story["time"], story["body"]

    def traps(lines):
        return [trap for at, trap in story["traps"] if any(body[at] in line for line in lines)]

    def hours(value):
        return when + timedelta(minutes=round(value * 60))

    own_is_here = agency and number % 3 != 2
    if own_is_here:
        lines, author, credits = dress(words, next(turn["wire"]), agency, other, story, body)
        out.add(lang, cluster, DOMAINS[agency], when, story["title"], "\n".join(lines), "original", agency,
                [agency + ":agency-outlet"] + credits, traps(lines), author, True)
    elif agency:
        lines, author, credits = dress(words, next(turn["wire"]), agency, other, story, body)
        out.add(lang, cluster, next(turn["outlet"]), hours(.2), story["title"], "\n".join(lines), "stand-in", agency,
                credits, traps(lines), author, True)
    else:
        outlet = words["own_outlet"]
        out.add(lang, cluster, outlet[0], when, story["title"], "\n".join([words["staff"]] + body), "original",
                None, [], traps(body), None, True)

    def copy(relation, time, title, lines, form, extra_traps=(), link=None):
        author, credits = None, []
        if form:
            lines, author, credits = dress(words, form, agency, other, story, lines)
        if link:
            credits = credits + [agency + ":link"]
        return out.add(lang, cluster, next(turn["outlet"]), time, title, "\n".join(lines), relation, agency, credits,
                       traps(lines) + list(extra_traps), author, link=link)

    photo, photo_agency = next(turn["photo"])
    if agency:
        copy("reprint", hours(1.4), story["title"], body, next(turn["credit"]))
        copy("retitled", hours(2.7), story["retitled"], [photo] + body, next(turn["by"]), ["photo:" + photo_agency])
        form = next(turn["credit"]) if number % 2 else None
        copy("abridged", [hours(5.1), None, hours(26)][number % 3], story["title"], body[:max(3, len(body) * 3 // 5)], form)
        if number % 2 == 0:
            local = [next(turn["local"]), next(turn["local"])]
            copy("expanded", hours(7.3), story["retitled"], body + local, next(turn["files"]))
        if number % 4 == 1:
            late = when.strftime("%Y-%m-%d")
            copy("exact", late, story["title"], body, next(turn["wire"]))
        if number % 4 == 3:
            copy("reprint", hours(3.9), story["title"], body, None, link="https://" + DOMAINS[agency] + "/" + story["key"])
        if own_is_here and number % 3 == 0:
            version = list(body)
            for step in (1, 2) if number % 2 == 0 else (1,):
                version = version[:1] + [next(turn["news"])] + version[1:]
                lines, author, credits = dress(words, next(turn["wire"]), agency, other, story, version)
                out.add(lang, cluster, DOMAINS[agency], hours(3 * step), story["title"], "\n".join(lines), "update", agency,
                        [agency + ":agency-outlet"] + credits, traps(lines), author)
    else:
        outlet = words["own_outlet"]
        copy("reprint", hours(9), story["title"], body + [words["source"].format(outlet=outlet[1])], None)
        copy("retitled", hours(20), story["retitled"], [photo] + body, None, ["photo:" + photo_agency])
        copy("abridged", None, story["title"], body[:max(3, len(body) * 3 // 5)], None)
        out.add(lang, cluster, outlet[0], hours(30), story["title"],
                "\n".join([words["staff"]] + body[:1] + [next(turn["news"])] + body[1:]), "update", None, [], traps(body))
    roundups.append((cluster, body[:3], story, agency))


def build_language(out, lang):
    words = LANGUAGES[lang]
    turn = {name: cycle(words[name]) for name in ("outlet", "wire", "credit", "by", "files", "photo", "local", "news")}
    roundups = []
    found = stories(lang)
    for number, story in enumerate(found):
        build_story(out, lang, words, story, number, turn, roundups)
    for first, second in ((0, 3), (1, 5)):
        (one, a, story, _), (two, b, _, _) = roundups[first], roundups[second]
        text = "\n".join([words["brief"]] + a + b + [next(turn["local"])])
        inside = [trap for s in (roundups[first][2], roundups[second][2]) for at, trap in s["traps"]
                  if s["body"][at] in a + b]
        out.add(lang, f"{lang}-roundup-{first}", next(turn["outlet"]), story["time"] + timedelta(hours=11),
                words["brief_title"], text, "roundup", None, [], inside, also=(one, two))
    key, agency, title, body = TWINS[lang]
    story = next(s for s in found if s["key"] == f"{lang}-{key}")
    twin = dict(story, body=body)
    lines, author, credits = dress(words, words["wire"][0], agency, OTHER[lang], twin, body)
    out.add(lang, f"{lang}-twin", next(turn["outlet"]), story["time"] + timedelta(hours=2), title, "\n".join(lines),
            "same-event", agency, credits, [], author)
    title, pattern, fills, source, credit = TEMPLATES[lang]
    for day, fill in enumerate(fills):
        out.add(lang, f"{lang}-template-{day}", source, datetime(2025, 8, 18 + day, 6, 30, tzinfo=timezone.utc),
                title.format(*fill), pattern.format(*fill), "template", None, credit)


def main():
    out = Set(pathlib.Path(sys.argv[1]))
    for lang in LANGUAGES:
        build_language(out, lang)
    out.write()


main()
