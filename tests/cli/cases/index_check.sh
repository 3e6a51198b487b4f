# Damage is found, named, never answered with something else, and what is sound can be saved.
. "$CASES/lib.sh"
stet index create news.stet
stet index add -q news.stet "$news"
stet index compact -q news.stet
stet index check --deep news.stet
echo "sound $?"
file=$(ls news.stet/seg-* | head -n 1)
size=$(wc -c <"$file")
printf '\377\377\377\377' | dd of="$file" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
stet index check news.stet >damage
echo "damaged $?"
grep -c seg- damage >plainly
stet index check --deep news.stet >damage
echo "damaged $?"
[ "$(cat plainly)" -ge 1 ] || echo "the plain check has missed it"
grep -c seg- damage
sort damage | uniq -d
stet index salvage -q news.stet saved.stet >/dev/null
echo "salvage $?"
stet index check --deep saved.stet
echo "saved $?"
: >news.stet/MANIFEST
stet index query news.stet "$news" 2>err
echo "query $?"
grep -c MANIFEST err
