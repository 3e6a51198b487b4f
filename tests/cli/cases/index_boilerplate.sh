# What many stories of a source have is listed, with how many, and matches nothing; copies of one story are not.
words() { # WORD COUNT
    i=0
    while [ $i -lt "$2" ]; do
        printf '%s%d ' "$1" $i
        i=$((i + 1))
    done
}
article() { # ID SOURCE STORY BLURB
    printf '{"id":"%s","source":"%s","text":"%s\\n%s"}\n' "$1" "$2" "$(words "$3" 60)" "$4"
}
blurb="Sign up for our newsletter and never miss a story \\u0007 again: every morning we send you the best of the county."
for story in a b c d e f g h; do
    article "north-$story" north.example "n$story" "$blurb"
    article "south-$story" south.example story "Read on: $(words "s" 2)"
done | stet filter -q --index news.stet --emit verdict | grep -c duplicate
stet index stat news.stet --boilerplate
stet index stat news.stet --boilerplate --json
{
    article new north.example new "$blurb"
    article blurb north.example '' "$blurb$blurb"
} | stet index query news.stet
