# Helpers of the cases that run dedup and cluster.
news=$CASES/news.jsonl

# The ids of each cluster on stdin, one cluster a line.
members() {
    sed 's/.*"members":\[//; s/^{"id":"//; s/},{"id":"/ /g; s/"[^ ]*//g'
}

# What is known of each cluster besides its numbers, which follow from tuning: one decimal of them is kept.
rounded() {
    sed -E 's/([0-9]\.[0-9])[0-9]+/\1/g'
}

same() { # FILE FILE WHAT
    cmp -s "$1" "$2" || {
        echo "$3: differs" >&2
        diff "$1" "$2" | head -5 >&2
    }
}
