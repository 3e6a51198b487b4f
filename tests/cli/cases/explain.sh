# Two articles of a feed, side by side: a copy, and another story. The numbers follow from tuning: one decimal is kept.
. "$CASES/lib.sh"
COLUMNS=80 stet explain ctv-7 cp-1 --in "$news" | sed -E 's/([0-9]\.[0-9])[0-9]+/\1/g; /^ +(-|[a-z])[a-z-]+ +[0-9.-]+ +[0-9.-]+ +[+-]/d; /adds$/d'
stet explain -q ctv-7 obs-1 --in "$news" | sed -n 7,13p
COLUMNS=80 stet explain ctv-7 cp-1 --in "$news" >/dev/null
echo "the same: $?"
stet explain ctv-7 obs-1 --in "$news" >/dev/null
echo "different: $?"
