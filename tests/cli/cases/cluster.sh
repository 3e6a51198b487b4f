# Fields and their order, clusters by their first member, and a summary on stderr.
. "$CASES/lib.sh"
stet cluster "$news" | rounded
