. "$CASES/lib.sh"
: >empty
stet dedup empty
stet cluster -q --singletons empty empty
printf '\n\n\r\n' | stet dedup -q
mkdir folder
stet dedup -q folder
gzip <empty >empty.gz
stet dedup -q empty.gz
stet dedup -q empty.gz "$news" | wc -l
