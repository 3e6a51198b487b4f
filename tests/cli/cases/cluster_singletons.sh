. "$CASES/lib.sh"
stet cluster --quiet --singletons "$news" >all
members <all
# Without what nobody knows: no source, no time, no origin.
sed -n 4p all
