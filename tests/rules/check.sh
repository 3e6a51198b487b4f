#!/bin/sh
# The rules that keep the tree what src/README.md says it is. Prints each breach as FILE:LINE: RULE: what, and exits 1 if
# there is one.     usage: check.sh ROOT
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:?usage: check.sh ROOT}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
found=$work/found
: >"$found"

sources() {
    for folder in "$@"; do
        [ ! -d "$folder" ] || find "$folder" -type f \( -name '*.[ch]' -o -name '*.cc' -o -name '*.cpp' -o -name '*.hpp' \)
    done | LC_ALL=C sort
}
# Lines of code of these folders, as FILE:LINE:CODE.
code() {
    sources "$@" >"$work/list"
    [ ! -s "$work/list" ] || xargs awk -f "$here/code.awk" <"$work/list"
}
# Each matching FILE:LINE:CODE line of the input becomes a breach of the rule. Never fails.
breach() { # RULE MESSAGE
    awk -F: -v rule="$1" -v message="$2" '{ code = $0; sub(/^[^:]*:[^:]*:[ \t]*/, "", code); print $1 ":" $2 ": " rule ": " message ": " code }' >>"$found"
}
# Calls of any of these functions, not of members that happen to have the name.
calls() { # NAMES separated by |
    grep -E "^[^:]*:[0-9]*:(.*[^A-Za-z0-9_.>])?($1)[[:space:]]*\(" || :
}

code src >"$work/src"
code include >"$work/include"
code tests bench >"$work/around"
src_outside() { # FOLDERS separated by |
    grep -vE "^src/($1)/" "$work/src" || :
}

# One-way order, as src/CMakeLists.txt gives it; the command comes last and sees public headers only.
order=$(sed -n 's/^set(STET_MODULES \(.*\))$/\1/p' src/CMakeLists.txt)
[ -n "$order" ] || echo "src/CMakeLists.txt:1: order: the list STET_MODULES is missing" >>"$found"
grep -E '^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$work/src" |
    awk -v order="$order" '
    BEGIN { n = split(order, names, " "); for (i = 1; i <= n; i++) rank[names[i]] = i }
    {
        split($0, place, ":")
        split(place[1], path, "/")
        from = path[2]
        header = $0
        sub(/^[^"]*"/, "", header)
        sub(/".*/, "", header)
        to = header
        sub(/\/.*/, "", to)
        where = place[1] ":" place[2] ": order: "
        if (header !~ /\//)
            print where "\"" header "\" lacks its folder"
        else if (from == "cli" && to != "cli")
            print where "the command includes \"" header "\", which is not public"
        else if (from != to && !(to in rank))
            print where "\"" header "\" is in no folder of src"
        else if (from != "cli" && !(from in rank))
            print where "src/" from " is not in STET_MODULES"
        else if (from != to && rank[to] > rank[from])
            print where "src/" from " includes \"" header "\", which stands above it"
    }' >>"$found" || :
grep -E '^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$work/include" |
    breach public "a public header includes a private one"

# Only the command prints; and programs that write source files during the build.
prints_elsewhere() {
    src_outside 'cli' | grep -v '^[^:]*/generate\.c:' || :
}
prints_elsewhere | calls 'printf|vprintf|puts|putchar|perror|warnx?|verrx?|vwarnx?|errx?|psignal|syslog' |
    breach print "only src/cli prints"
prints_elsewhere | grep -E '(^|[^A-Za-z0-9_])(stdout|stderr|std::(cout|cerr|clog))([^A-Za-z0-9_]|$)' |
    breach print "only src/cli prints"

# One seam to the operating system.
src_outside 'sys' | grep -E '^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*(if|ifdef|ifndef|elif).*(__linux|__unix|__APPLE__|__FreeBSD|__OpenBSD|__NetBSD|_WIN32|__MINGW|__CYGWIN|__GLIBC__|__ANDROID)' |
    breach platform "only src/sys asks for the platform"
src_outside 'sys' | calls 'open|openat|creat|fopen|fdopen|freopen|opendir|fdopendir|mmap|munmap|msync|fsync|fdatasync|sync_file_range|rename|renameat|unlink|unlinkat|linkat|mkstemp|mkostemp|tmpfile|mkdir|ftruncate|flock|fcntl|pthread_create|thrd_create|clock_gettime|gettimeofday|sched_getaffinity|sysinfo|sysconf' |
    breach platform "only src/sys calls the operating system"

# Calls without a safe use, in every folder.
cat "$work/src" "$work/include" "$work/around" | grep -v '#pragma GCC poison' |
    calls 'strcpy|strcat|stpcpy|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|strncpy|alloca|tmpnam|mktemp' |
    breach banned "has no safe use"
calls 'system|popen' <"$work/src" | breach banned "has no place in a library"

# Size, loose ends, and lists of sources that nobody wrote down.
sources src include tests bench | while read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || echo "$file:$lines: size: more than 600 lines"
done >>"$found"
sources src include tests bench >"$work/list"
[ ! -s "$work/list" ] || xargs grep -nE '(^|[^A-Z])(TODO|FIXME|XXX)([^A-Z]|$)' <"$work/list" |
    breach open "something is left to do"
{ find . -maxdepth 1 -name CMakeLists.txt; for folder in src tests bench cmake; do
    [ ! -d "$folder" ] || find "$folder" -name CMakeLists.txt -o -name '*.cmake'
done; } >"$work/list"
xargs awk '{ sub(/#.*/, "") } tolower($0) ~ /file[ \t]*\([ \t]*glob/ { print FILENAME ":" FNR ":" $0 }' <"$work/list" |
    breach glob "sources are listed by name"

LC_ALL=C sort -t: -k1,1 -k2,2n "$found"
[ ! -s "$found" ]
