# A full disk is an error, a reader that has gone away is not; stderr may be closed and stdin too.
. "$CASES/lib.sh"
stet dedup -q "$news" >/dev/full
echo "exit $?" >&2
stet cluster -q "$news" >&-
echo "exit $?" >&2
stet dedup -q "$news" -o /dev/full
echo "exit $?" >&2
mkfifo closed
{
    read -r _ <closed
    stet dedup "$news"
    echo "exit $?" >&2
} | {
    exec 0<&-
    echo >closed
}
stet dedup -q "$news" >expected
stet dedup "$news" nonesuch -o once 2>&-
echo "exit $?" >&2
stet dedup "$news" -o once <&- >&- 2>&-
echo "exit $?" >&2
same once expected 'everything closed'
stet dedup -q <&-
echo "exit $?" >&2
