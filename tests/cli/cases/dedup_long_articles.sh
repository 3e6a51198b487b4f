# Articles of 14 MB: what one takes is given back before the next.
awk 'BEGIN {
    srand(1)
    for (size = 0; size < 14000000; size += length(word) + 1) {
        word = int(rand() * 2e5)
        printf "%s ", word
    }
}' >digits
for first in a b c d e f g h i j k l; do
    printf '{"id":"%s","text":"' $first
    tr 0-9 "$first-z" <digits
    echo '"}'
done >feed.jsonl
mkfifo once
sh -c 'echo $$ >pid; exec stet dedup -q --memory 64M --threads 4 feed.jsonl >once' &
{
    head -c 1 >first # all is read and done, and the rest of the line does not fit into the pipe
    awk '/^VmHWM/ { print $2 < 200 * 1024 ? "little" : "much: " $2 " kB" }' "/proc/$(cat pid)/status"
    cat first - | grep -c text
} <once
wait
