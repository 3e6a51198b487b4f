# Each line is answered before the next one has come.
. "$CASES/lib.sh"
mkfifo to from
for sync in batch each none; do
    stet filter -q --sync $sync --index $sync.stet --emit verdict <to >from &
    exec 3>to 4<from
    while IFS= read -r line <&5; do
        printf '%s\n' "$line" >&3
        IFS= read -r answer <&4
        printf '%s ' "$(expr "$answer" : '{"id":"\([^"]*\)"')"
    done 5<"$news"
    exec 3>&- 4<&-
    wait $!
    echo "$sync $?"
done
