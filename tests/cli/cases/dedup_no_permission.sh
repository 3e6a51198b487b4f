# What may not be read or written is an error that names it; nothing half-written is left.
. "$CASES/lib.sh"
as_nobody=
if [ "$(id -u)" = 0 ]; then # whom nothing is forbidden
    as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 755 . ..
    chown 65534 .
fi
cp "$(command -v stet)" stet
cp "$news" secret.jsonl
cp "$news" feed.jsonl
chmod 644 feed.jsonl
chmod 0 secret.jsonl
mkdir closed texts texts/closed locked
echo 'a text that may be read' >texts/a.txt
echo 'a text that may not be read' >texts/b.txt
cp texts/b.txt secret.txt
chmod 0 texts/b.txt secret.txt
chmod 0 closed texts/closed
chmod 555 locked
try() {
    $as_nobody ./stet dedup -q "$@"
    echo "exit $?" >&2
}
try secret.jsonl
try feed.jsonl secret.jsonl -o once
try secret.txt
try texts/a.txt texts/b.txt
try closed
try texts
try feed.jsonl -o locked/once
try feed.jsonl -o closed/once
cat feed.jsonl | try --tmp locked
ls once locked 2>/dev/null
chmod 755 closed texts/closed locked
