# Each mistake says what to do instead.
wrong() {
    stet "$@"
    echo "exit $?" >&2
}
: >feed
stet index create here
wrong index
wrong index ad here
wrong index create
wrong index create here
wrong index create --bands 256 --rows 64 there
wrong index add
wrong index add nonesuch feed
wrong index query nonesuch feed
wrong index stat nonesuch
wrong index check nonesuch
wrong index clusters nonesuch
wrong index remove here
wrong index expire here
wrong index expire here --before yesterday
wrong index stat here there
wrong filter feed
wrong filter --index here --window 7
wrong filter --index here --window 0d
wrong filter --index here --emit all
wrong filter --index here --sync now
wrong filter --index here nonesuch
wrong index add here nonesuch
