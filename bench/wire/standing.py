#!/usr/bin/env python3
"""What stands, against a truth:

    standing.py accuracy TRUTH CLUSTERS...     per file: the right copy stands, the right origin is named (where the truth has it)
    standing.py calibration TRUTH CLUSTERS     how often it is right, by how sure it says it is
    standing.py relations TRUTH CLUSTERS       what updates and roundups are called, and which are guests of their stories
    standing.py agency FEED CLUSTERS SOURCE CODE
        of the clusters that hold SOURCE's copy and another outlet's: how often SOURCE's stands, and CODE is the origin
"""
import collections
import json
import sys


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_truth(path):
    with open(path, encoding="utf-8") as lines:
        return {row[0]: row for row in (line.rstrip("\n").split("\t") for line in lines)}


def judged(truth, clusters):
    """Cluster, the truth's cluster that most members are of, and its canonicals; where the truth names one."""
    canonicals = collections.defaultdict(list)
    for row in truth.values():
        if row[2] == "1":
            canonicals[row[1]].append(row[0])
    for cluster in clusters:
        count = collections.Counter(truth[m["id"]][1] for m in cluster["members"])
        story = count.most_common(1)[0][0]
        if canonicals[story]:
            yield cluster, canonicals[story]


def accuracy(truth_path, *paths):
    truth = read_truth(truth_path)
    for path in paths:
        all_, right, named, origins = 0, 0, 0, 0
        for cluster, canonicals in judged(truth, read(path)):
            all_ += 1
            right += cluster["canonical"]["id"] in canonicals
            row = truth[canonicals[0]]
            if len(row) > 5:
                named += 1
                origins += (cluster["origin"] or {}).get("agency", "-") == row[5]
        print(f"the right copy stands in {right} of {all_} clusters ({right / all_:.4f})"
              + (f", the right origin is named in {origins} of {named} ({origins / named:.4f})" if named else ""))


def calibration(truth_path, path):
    bins = collections.defaultdict(list)
    for cluster, canonicals in judged(read_truth(truth_path), read(path)):
        confidence = cluster["canonical"]["confidence"]
        bins[min(int(confidence * 20 + 1e-9), 19)].append((confidence, cluster["canonical"]["id"] in canonicals))
    print("| confidence | clusters | says | is right |\n|---|---|---|---|")
    for key in sorted(bins):
        values = bins[key]
        print(f"| {key / 20:.2f}-{key / 20 + .05:.2f} | {len(values)} | {sum(v[0] for v in values) / len(values):.3f} | "
              f"{sum(v[1] for v in values) / len(values):.3f} |")


def relations(truth_path, path):
    truth = read_truth(truth_path)
    called, listed = collections.defaultdict(collections.Counter), collections.defaultdict(set)
    guests, members = set(), set()
    for cluster in read(path):
        stories = collections.Counter(truth[m["id"]][1] for m in cluster["members"])
        for member in cluster["members"]:
            called[truth[member["id"]][3]][member["relation"]] += 1
            listed[member["id"]].add(stories.most_common(1)[0][0])
            (guests if member.get("guest") else members).add(member["id"])
    for relation in ("update", "roundup"):
        names = ", ".join(f"{name} {count}" for name, count in called[relation].most_common())
        print(f"{relation}: called {names or 'nothing'}")
    roundups = [row for row in truth.values() if row[3] == "roundup" and len(row) > 8]
    both = sum(set(row[8].split(",")) <= listed[row[0]] for row in roundups)
    core = sum(row[0] in members for row in roundups)
    others = sum(truth[guest][3] != "roundup" for guest in guests)
    print(f"roundups that are listed under both of their stories: {both} of {len(roundups)}; members of a story: {core}")
    print(f"guests that are no roundups: {others} of {len(guests)}")


def agency(feed_path, path, source, code):
    sources = {article["id"]: article["source"] for article in read(feed_path)}
    all_, stands, origin = 0, 0, 0
    for cluster in read(path):
        outlets = {sources[m["id"]] for m in cluster["members"]}
        if source not in outlets or len(outlets) < 2:
            continue
        all_ += 1
        stands += cluster["canonical"]["source"] == source
        origin += (cluster["origin"] or {}).get("agency") == code
    print(f"of {all_} clusters with a copy of {source} and another outlet's, {source} stands in {stands}, "
          f"the origin is {code} in {origin}")


{"accuracy": accuracy, "calibration": calibration, "relations": relations, "agency": agency}[sys.argv[1]](*sys.argv[2:])
