# What is sound behind damage of the log is saved as well, and what is lost is said, also where nobody knows how much it was.
. "$CASES/lib.sh"
stet index create news.stet
stet index add -q news.stet "$news"
log=news.stet/log-0000000000000001
cp "$log" whole
salvage() {
    rm -rf saved.stet
    stet index salvage news.stet saved.stet 2>err | sed 's/ [0-9]* bytes/ N bytes/; s/byte [1-9][0-9]*:/byte N:/'
    sed 's/in [0-9]* bytes/in N bytes/' err
    stet index check --deep saved.stet
    stet index stat saved.stet --json | grep -o '"articles":[0-9]*'
}
printf '\377' | dd of="$log" bs=1 seek=100 conv=notrunc 2>/dev/null
salvage
head -c $(($(wc -c <whole) / 2)) whole >"$log"
salvage
rm "$log"
salvage
cp whole "$log"
salvage
mkdir folder
echo text >folder/a.txt
stet index salvage folder new.stet
echo "no index $?"
ls folder
