# What a stage rejects is there while it runs, and is added to what is there already; --strict does not lose its line.
. "$CASES/lib.sh"
echo old >bad
mkfifo feed
stet filter -q --index news.stet --emit drop --reject bad <feed >out &
exec 3>feed
head -n 1 "$news" >&3
echo nonsense >&3
i=0
while [ "$(wc -l <bad)" -lt 2 ] && [ $i -lt 200 ]; do
    sleep .05
    i=$((i + 1))
done
cat bad
kill -9 $!
wait $! 2>/dev/null
echo "killed"
cat bad
echo more nonsense | stet filter --strict --index news.stet --emit drop --reject bad
echo "exit $?" >&2
echo quiet nonsense | stet filter --strict -q --index news.stet --emit drop --reject bad
cat bad
