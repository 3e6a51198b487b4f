#!/bin/sh
# From nothing to each story once: sets up what is missing, builds stet, and runs it on the labelled set.
set -eu
cd "$(dirname "$0")/.."
. .ci/packages
need $build_packages

mkdir -p build/demo
cmake --preset release -DSTET_BENCH=OFF >build/demo/build.log 2>&1 &&
    cmake --build --preset release >>build/demo/build.log 2>&1 || {
    cat build/demo/build.log
    exit 1
}
stet=build/release/src/cli/stet

echo "\$ stet dedup datasets/wire.jsonl -o build/demo/once.jsonl --clusters build/demo/clusters.jsonl"
"$stet" dedup datasets/wire.jsonl -o build/demo/once.jsonl --clusters build/demo/clusters.jsonl

echo
echo "The first clusters (build/demo/clusters.jsonl has all, build/demo/once.jsonl each story once):"
head -n 3 build/demo/clusters.jsonl | awk '
    function field(object, name,    value) {
        if (!match(object, "\"" name "\":(\"[^\"]*\"|[0-9.]+)"))
            return ""
        value = substr(object, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
        gsub(/"/, "", value)
        return value
    }
    {
        members = $0
        sub(/.*"members":\[/, "", members)
        head = substr($0, 1, length($0) - length(members))
        origin = match(head, /"origin":\{[^}]*\}/) ? field(substr(head, RSTART, RLENGTH), "name") : ""
        canonical = head
        sub(/.*"canonical":/, "", canonical)
        printf "\n  cluster %s: %s copies, %s stands (confidence %s)%s\n", field(head, "cluster"), field(head, "size"),
            field(canonical, "id"), field(canonical, "confidence"), origin == "" ? "" : ", from " origin
        count = split(members, member, "}")
        for (i = 1; i < count; i++)
            if (field(member[i], "id") != "")
                printf "    %-12s %-24s %s\n", field(member[i], "relation"), field(member[i], "id"),
                    field(member[i], "to") == "" ? "" : "jaccard " field(member[i], "jaccard") ", containment " \
                        field(member[i], "containment")
    }'
