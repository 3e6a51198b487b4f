#!/bin/sh
# The shared library exports what the public headers declare with STET_API, all of it and nothing else.
# usage: exports.sh LIBRARY INCLUDE
set -eu
library=${1:?usage: exports.sh LIBRARY INCLUDE} include=${2:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -D --defined-only "$library" | awk '{ print $NF }' | LC_ALL=C sort >"$work/exported"
# The first name before a parenthesis that follows STET_API.
cat "$include"/stet/*.h | tr '\n' ' ' | sed 's/STET_API/\n&/g' |
    sed -n 's/^STET_API[^(;]*[ *]\(stet_[a-z0-9_]*\)(.*/\1/p' | LC_ALL=C sort -u >"$work/declared"
[ -s "$work/declared" ]
if ! diff "$work/declared" "$work/exported" >"$work/diff"; then
    echo "declared (<) and exported (>) differ:"
    cat "$work/diff"
    exit 1
fi
echo "$(wc -l <"$work/declared") symbols"
