# Stopped while it waits for more of its input: the exit code tells, and the outputs are as they were.
. "$CASES/lib.sh"
for signal in INT TERM HUP KILL; do
    mkfifo feed
    echo old >once
    {
        exec 3>feed
        head -c 300000 /dev/zero | tr '\0' '\n' >&3 # more than a pipe holds: it is being read
        pid=$(cat pid)
        kill -$signal "$pid"
        while kill -0 "$pid"; do sleep 0.1; done # the feed is held open until then
    } 2>/dev/null &
    code=0
    sh -c 'echo $$ >pid; exec stet dedup -q feed -o once --clusters clusters --reject rejected --tmp .' 2>err || code=$?
    echo "$signal $code"
    grep stet err
    wait
    rm feed pid err
    cat once
    ls
done
