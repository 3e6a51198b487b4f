# The reader has closed the pipe before anything is written: the fifo says when.
mkfifo closed
{
    read -r _ <closed
    stet help --man
    echo "exit $?" >&2
} | {
    exec 0<&-
    echo >closed
}
