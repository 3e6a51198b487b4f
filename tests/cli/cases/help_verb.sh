for verb in dedup cluster params eval help; do
    stet help $verb >one
    stet $verb --help >two
    cmp one two
    cat one
done
