#!/usr/bin/env python3
"""Fits the weights of the match score and prints the table of src/match/weights.h.

    fit.py [--folds N] [--repeats N] [--ridge L] NAME=WEIGHT=FILE...

FILE is the output of stet-features; WEIGHT is what all its pairs together count (0: only judged, not learned from). Each
pair is learned four times: as it is, without times, without headlines, without both. Each of the four gets weights of
its own: a logistic regression with a ridge penalty on the standardised features, in which a feature that speaks for a
match may not count against one, nor the reverse. Scores quoted are cross-validated: all pairs that hang together
through common articles are in one fold. Needs numpy."""
import argparse
import numpy as np

FEATURES = ["containment", "breadth", "mass", "figures", "has-figures", "agreeing", "slots", "headline", "hours"]
SIGN = np.array([1, 1, 1, -1, 0, 1, -1, 1, -1])
HEADLINE, HOURS = FEATURES.index("headline"), FEATURES.index("hours")
CONTAINMENT = FEATURES.index("containment")
# Times may be wrong, and copies late: this share of the copies that hold nearly all of the other is learned once more
# with the greatest distance in time.
LATE, SURE, MOST_HOURS = 0.1, 0.9, np.log(6)
MOST_PAIRS = 30000  # of a file, spread evenly
ROWS = ["neither", "headline", "time", "both"]


def components(first, second):
    parent = {}

    def find(x):
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in zip(first, second):
        parent[find(a)] = find(b)
    roots = [find(a) for a in first]
    number = {root: i for i, root in enumerate(sorted(set(roots)))}
    return np.array([number[root] for root in roots])


class Set:
    """The pairs of one file."""

    def __init__(self, argument):
        self.name, weight, path = argument.split("=", 2)
        self.weight = float(weight)
        with open(path, encoding="utf-8") as file:
            head = file.readline().rstrip("\n").split("\t")
            lines = [line.rstrip("\n").split("\t") for line in file]
        lines = lines[:: max(1, len(lines) // MOST_PAIRS)]
        column = {name: i for i, name in enumerate(head)}
        self.y = np.array([int(line[column["label"]]) for line in lines])
        self.x = np.array([[float(line[column[name]]) for name in FEATURES] for line in lines])
        self.group = components([line[0] for line in lines], [line[1] for line in lines])
        self.time = np.array([line[column["times"]] == "1" for line in lines])
        self.headline = np.array([line[column["headlines"]] == "1" for line in lines])
        # Pairs without a common shingle are never matches: nothing to learn, but they count as judged.
        self.hopeless = self.x[:, :4].sum(axis=1) == 0

    def usable(self, row):
        usable = ~self.hopeless
        if row & 2:
            usable &= self.time
        if row & 1:
            usable &= self.headline
        return usable

    def as_row(self, row):
        x = self.x.copy()
        if not row & 2:
            x[:, HOURS] = 0
        if not row & 1:
            x[:, HEADLINE] = 0
        return x


def regress(x, y, w, ridge):
    """Weights and, last, the bias, by Newton's method."""
    x = np.hstack([x, np.ones((len(x), 1))])
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[-1] = 1e-9
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (p - y)) + penalty * beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def fit(x, y, w, ridge):
    """Bias and weights of the raw features; features that would count the wrong way are left out one by one."""
    mean, deviation = np.average(x, axis=0, weights=w), x.std(axis=0)
    active = [i for i in range(len(FEATURES)) if deviation[i] > 1e-9]
    while True:
        beta = regress((x[:, active] - mean[active]) / deviation[active], y, w, ridge)
        wrong = [(SIGN[i] * beta[k], i) for k, i in enumerate(active) if SIGN[i] * beta[k] < 0]
        if not wrong:
            break
        active.remove(min(wrong)[1])
    weights = np.zeros(len(FEATURES))
    weights[active] = beta[:-1] / deviation[active]
    return np.append(weights, beta[-1] - (weights * mean).sum())


def precision_recall(y, match):
    hits = (y * match).sum()
    precision, recall = hits / max(1, match.sum()), hits / max(1, y.sum())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def stack(sets, row, chosen):
    """Features, labels and weights of the chosen pairs of all sets that are learned from."""
    x, y, w = [], [], []
    for s, take in zip(sets, chosen):
        take = take & s.usable(row)
        if s.weight and take.any():
            features, weight = s.as_row(row), s.weight / len(s.y)
            x.append(features[take])
            y.append(s.y[take])
            w.append(np.full(take.sum(), weight))
            late = take & (s.y == 1) & (features[:, CONTAINMENT] > SURE)
            if row & 2 and LATE and late.any():
                features = features[late]
                features[:, HOURS] = MOST_HOURS
                x.append(features)
                y.append(np.ones(len(features)))
                w.append(np.full(len(features), weight * LATE))
    return np.vstack(x), np.concatenate(y), np.concatenate(w)


def judge(s, row, weights):
    score = s.as_row(row) @ weights[:-1] + weights[-1]
    return np.where(s.usable(row), score, -20) > 0


def cross_validate(sets, row, args):
    results = {s.name: [] for s in sets}
    for repeat in range(args.repeats):
        random = np.random.default_rng(repeat)
        fold = [random.integers(0, args.folds, s.group.max() + 1)[s.group] for s in sets]
        match = [np.zeros(len(s.y), dtype=bool) for s in sets]
        for k in range(args.folds):
            weights = fit(*stack(sets, row, [f != k for f in fold]), args.ridge)
            for s, f, m in zip(sets, fold, match):
                m[f == k] = judge(s, row, weights)[f == k]
        for s, m in zip(sets, match):
            possible = s.usable(row) | s.hopeless
            if possible.any():
                results[s.name].append(precision_recall(s.y[possible], m[possible]))
    return {name: np.mean(values, axis=0) for name, values in results.items() if values}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("sets", nargs="+", metavar="NAME=WEIGHT=FILE")
    args = parser.parse_args()
    sets = [Set(argument) for argument in args.sets]
    table = []
    for row, name in enumerate(ROWS):
        for which, (precision, recall, f1) in cross_validate(sets, row, args).items():
            print(f"{name:9} {which:12} precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}")
        weights = fit(*stack(sets, row, [np.ones(len(s.y), dtype=bool) for s in sets]), args.ridge)
        table.append(weights)
    print("\n    /*         " + " ".join(f"{n:>10}" for n in ["bias"] + FEATURES) + " */")
    for weights in table:
        values = ", ".join(f"{w:.3f}f" for w in weights[:-1])
        print(f"    {{{weights[-1]:.3f}f, {{{values}}}}},")


if __name__ == "__main__":
    main()
