# One writer: a second one is told whose turn it is, and can go ahead when that one has died. Readers are never refused.
. "$CASES/lib.sh"
stet index create news.stet
mkfifo feed
stet filter -q --index news.stet --emit verdict <feed >verdicts &
pid=$!
exec 3>feed
head -n 1 "$news" >&3
while ! [ -s verdicts ]; do sleep 0.02; done
stet index add -q news.stet "$news" 2>err
echo "exit $?"
grep -c "\<$pid\>" err
sed -n 2p "$news" | stet index query -q news.stet | cut -c 1-60
kill -9 $pid
wait $pid 2>/dev/null
exec 3>&-
stet index add -q news.stet "$news"
echo "exit $?"
stet index stat --json news.stet | grep -o '"articles":[0-9]*'
