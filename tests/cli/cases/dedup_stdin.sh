. "$CASES/lib.sh"
stet dedup -q "$news" >expected
stet dedup -q <"$news" >out
same out expected 'redirected'
cat "$news" | stet dedup -q >out
same out expected 'a pipe'
cat "$news" | stet dedup -q - >out
same out expected 'a pipe named -'
mkfifo fifo
cat "$news" >fifo &
stet dedup -q fifo >out
same out expected 'a named pipe'
{
    IFS= read -r _
    stet cluster -q --singletons | members
} <"$news" # from where it stands
cat "$news" | stet cluster -q - | members
