# The same verdicts for any split, any number of threads, any way of reading, and any --sync.
. "$CASES/lib.sh"
stet filter -q --threads 1 --index one.stet --emit verdict "$news" >expected
while IFS= read -r line; do
    printf '%s\n' "$line" | stet filter -q --index two.stet --emit verdict
done <"$news" >got
same got expected 'one at a time'
for sync in each batch none; do
    while IFS= read -r line; do printf '%s\n' "$line"; done <"$news" |
        stet filter -q --threads 4 --sync $sync --index $sync.stet --emit verdict >got
    same got expected "$sync"
done
gzip -c "$news" | stet filter -q --index zip.stet --emit verdict >got
same got expected gzip
rounded <expected
