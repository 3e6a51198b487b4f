# Each mistake says what to do instead. The code of the last is checked; that of the others is shown.
wrong() {
    stet "$@"
    echo "exit $?" >&2
}
wrong clutser
wrong --quiet dedup
wrong dedup --memry 4G
wrong dedup --clus=x
wrong dedup --truth x
wrong dedup --memory 4X
wrong dedup --memory 1K
wrong dedup --memory 99999999T
wrong dedup --max-line 1025M
wrong dedup --max-line 0
wrong dedup --threads 0
wrong dedup --threads -1
wrong dedup --keep longst
wrong dedup --keep best
wrong dedup --strict=yes
wrong dedup -x
wrong dedup -o
wrong dedup --output=
wrong params --recall 1
wrong params --recall nan
wrong params --at
wrong params feed.jsonl
wrong eval --truth t one two
wrong dedup -o same --clusters same
stet help --completions
