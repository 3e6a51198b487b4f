# Nothing on stderr but errors.
. "$CASES/lib.sh"
{
    cat "$news"
    echo bad
} | stet filter --quiet --index news.stet >/dev/null
{
    head -n 1 "$news"
    echo bad
} | stet filter --index news.stet >/dev/null
echo bad | stet filter -q --strict --index news.stet
echo "exit $?" >&2
