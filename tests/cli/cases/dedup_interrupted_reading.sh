# Stopped while its input flows: it ends by itself, without waiting for more, and the outputs are as they were.
. "$CASES/lib.sh"
for signal in INT TERM HUP; do
    mkfifo feed
    echo old >once
    {
        exec 3>feed
        head -c 300000 /dev/zero | tr '\0' '\n' >&3 # more than a pipe holds: it is being read
        kill -$signal "$(cat pid)"
        yes '{"text":"and it goes on"}' >&3 # until nobody reads it
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
