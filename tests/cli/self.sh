#!/bin/sh
# The runner of the golden cases must be able to fail.     usage: self.sh RUNNER
set -eu
runner=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '#!/bin/sh\nprintf "one\\ntwo 2\\nthree\\n"\necho oops >&2\nexit 3\n' >"$work/stet"
chmod +x "$work/stet"
echo 'stet' >"$work/a.sh"
expect() { # PASS|FAIL WHAT
    result=PASS
    sh "$runner" "$work/stet" "$work/a" >"$work/log" 2>&1 || result=FAIL
    if [ "$result" != "$1" ]; then
        echo "$2: $result"
        cat "$work/log"
        exit 1
    fi
}
good() {
    rm -f "$work"/a.std* "$work/a.exit"
    printf 'one\ntwo 2\nthree\n' >"$work/a.stdout.exact"
    echo 'o*' >"$work/a.stderr.glob"
    echo 3 >"$work/a.exit"
}
glob() {
    good
    rm "$work/a.stdout.exact"
    printf "$1" >"$work/a.stdout.glob"
}
good && expect PASS 'all as written'
good && echo 0 >"$work/a.exit" && expect FAIL 'another exit code'
good && echo more >>"$work/a.stdout.exact" && expect FAIL 'another stdout'
good && rm "$work/a.stderr.glob" && expect FAIL 'unexpected stderr'
good && echo 'x*' >"$work/a.stderr.glob" && expect FAIL 'another stderr'
glob 'one\ntwo [0-9]\nthree\n' && expect PASS 'patterns'
glob 'one\ntwo [a-z]\nthree\n' && expect FAIL 'a pattern that does not fit'
glob 'one\n...\n' && expect PASS 'dots at the end'
glob '...\nthree\n' && expect PASS 'dots at the beginning'
glob '...\nfour\n' && expect FAIL 'dots before nothing that fits'
glob '...\ntwo*\n' && expect FAIL 'lines after the last pattern'
glob 'one\ntwo*\n' && expect FAIL 'a line too many'
glob 'one\ntwo*\nthree\nfour\n' && expect FAIL 'a line too few'
