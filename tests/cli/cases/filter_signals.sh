# SIGTERM ends the input: what was read is written and kept, exit code 0. SIGHUP is survived. Half a line is a bad line.
. "$CASES/lib.sh"
for half in '' '{"id":"half'; do
    mkfifo feed
    stet filter -q --index news.stet --emit verdict <feed >verdicts &
    pid=$!
    exec 3>feed
    head -n 2 "$news" >&3
    while [ "$(wc -l <verdicts)" -lt 2 ]; do sleep 0.02; done
    kill -HUP $pid
    sed -n 3p "$news" >&3
    printf '%s' "$half" >&3
    while [ "$(wc -l <verdicts)" -lt 3 ]; do sleep 0.02; done
    kill -TERM $pid
    wait $pid
    echo "exit $?"
    exec 3>&-
    cut -c 1-50 verdicts
    stet index stat --json news.stet | grep -o '"articles":[0-9]*'
    stet index check --deep news.stet
    rm -r feed news.stet
done
