# Help for a group, and for a verb of it, whichever way it is asked.
stet help index
stet index --help >two
stet help index | cmp - two
stet help index expire >three
stet index expire --help | cmp - three
head -n 3 three
stet help index nonesuch
echo "exit $?" >&2
stet help index add more
echo "exit $?" >&2
