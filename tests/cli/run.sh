#!/bin/sh
# Runs one golden case of the command line.     usage: run.sh STET CASE
#
# CASE.sh runs in an empty folder with stet in PATH and CASES naming the folder of the cases. What it writes is compared
# with CASE.stdout.exact or CASE.stdout.glob, CASE.stderr.exact or CASE.stderr.glob (neither: it must write nothing) and
# its exit code with CASE.exit (none: 0). In a .glob file each line is a shell pattern for one line; a line of three dots
# stands for any number of lines.
set -eu
stet=${1:?usage: run.sh STET CASE}
case=${2:?usage: run.sh STET CASE}
PATH=$(cd "$(dirname "$stet")" && pwd):$PATH
CASES=$(cd "$(dirname "$case")" && pwd)
case=$CASES/$(basename "$case")
LC_ALL=C
export PATH CASES LC_ALL
unset STET_ISA TMPDIR NO_COLOR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/in"

code=0
(cd "$work/in" && exec sh "$case.sh") </dev/null >"$work/stdout" 2>"$work/stderr" || code=$?

failed=0
# Says where output and pattern part, without failing at once: all differences are worth seeing.
matches() { # PATTERNS OUTPUT
    exec 3<"$1" 4<"$2"
    while IFS= read -r pattern <&3; do
        if [ "$pattern" = ... ]; then
            IFS= read -r pattern <&3 || return 0
            while IFS= read -r line <&4; do
                case $line in $pattern) continue 2 ;; esac
            done
            echo "no line like: $pattern"
            return 1
        fi
        line=
        if ! IFS= read -r line <&4 && [ -z "$line" ]; then
            echo "the output ends before: $pattern"
            return 1
        fi
        case $line in
        $pattern) ;;
        *)
            echo "expected: $pattern"
            echo "     got: $line"
            return 1
            ;;
        esac
    done
    if IFS= read -r line <&4; then
        echo "one line too many: $line"
        return 1
    fi
}
for stream in stdout stderr; do
    if [ -f "$case.$stream.exact" ]; then
        diff -u "$case.$stream.exact" "$work/$stream" || failed=1
    elif [ -f "$case.$stream.glob" ]; then
        matches "$case.$stream.glob" "$work/$stream" || {
            echo "--- $stream was:"
            cat "$work/$stream"
            failed=1
        }
    elif [ -s "$work/$stream" ]; then
        echo "nothing was expected on $stream, but:"
        cat "$work/$stream"
        failed=1
    fi
done
expected=0
[ ! -f "$case.exit" ] || expected=$(cat "$case.exit")
if [ "$code" != "$expected" ]; then
    echo "exit code $code, not $expected"
    failed=1
fi
exit $failed
