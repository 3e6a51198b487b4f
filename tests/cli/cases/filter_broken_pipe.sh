# A reader that has gone away is no error, and what was decided stays in the index.
. "$CASES/lib.sh"
stet index create news.stet
mkfifo closed
{
    read -r _ <closed
    stet filter --index news.stet "$news"
    echo "exit $?" >&2
} | {
    exec 0<&-
    echo >closed
}
stet index check --deep news.stet
stet index stat --json news.stet | grep -o '"articles":[0-9]*'
