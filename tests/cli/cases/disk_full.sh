stet params >/dev/full
echo "exit $?" >&2
stet --version >/dev/full
