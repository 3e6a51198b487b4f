. "$CASES/lib.sh"
for options in '--method minhash' '--method simhash' '--clustering components' '--clustering anchored' '--no-passages' \
    '--recall 0.9 --at 0.6' '--bands 20 --rows 5 --shingle 3'; do
    echo "$options"
    stet cluster -q $options "$news" | members
done
