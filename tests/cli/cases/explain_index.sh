# Two articles of an index are explained as those of the feed that it was made of; without text there is nothing to show.
. "$CASES/lib.sh"
stet index create news.stet
stet index add -q news.stet "$news"
stet explain --json ctv-7 cp-1 --in "$news" >feed
stet explain --json ctv-7 cp-1 --index news.stet >index
same feed index 'a copy'
stet explain --json ctv-7 obs-1 --in "$news" >feed
stet explain --json ctv-7 obs-1 --index news.stet >index
echo "different: $?"
same feed index 'another story'
stet explain ctv-7 nobody --index news.stet
echo "nobody: $?"
stet explain ctv-7 cp-1 --index news.stet --in "$news"
echo "both: $?"
stet index create --no-text bare.stet
stet index add -q bare.stet "$news"
stet explain ctv-7 cp-1 --index bare.stet
echo "no text: $?"
