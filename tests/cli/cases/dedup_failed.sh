# What fails leaves the outputs as they were.
. "$CASES/lib.sh"
echo old >once
try() {
    stet dedup -q "$@" -o once --clusters clusters --reject rejected
    echo "exit $?" >&2
}
try "$news" nonesuch
cat "$news" | try --tmp nowhere
{ cat "$news"; echo '['; } | try --strict
cat once
ls
