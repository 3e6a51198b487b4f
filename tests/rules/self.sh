#!/bin/sh
# Every rule of check.sh can fail: a small sound tree passes it, and each breach put into it is found, by its rule and where
# it is.     usage: self.sh FOLDER-OF-CHECK
set -eu
rules=${1:?usage: self.sh FOLDER}
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

sound() {
    rm -rf "$tree/root"
    mkdir -p "$tree/root/src/base" "$tree/root/src/sys" "$tree/root/src/feed/deep" "$tree/root/src/cli" \
        "$tree/root/include/stet" "$tree/root/tests/feed"
    cd "$tree/root"
    echo 'set(STET_MODULES base sys feed)' >src/CMakeLists.txt
    echo 'int base(void);' >src/base/base.h
    cat >src/sys/sys.c <<'C'
#include "base/base.h"
#ifdef __linux__
int sys(const char *path) { return open(path, 0); }
#endif
C
    cat >src/feed/deep/feed.c <<'C'
#include <stdio.h>
#include "sys/sys.h" /* "cli/main.h" */
/* printf("x"); a comment with fopen( and strcpy( and
   stderr over two lines */
int feed(struct reader *r) { snprintf(r->text, 3, "fopen(printf(stderr) // no"); return r->open(r) + r.rename('"', "\""); }
int reopen(void); // stdout
C
    printf '#include <stet/x.h>\n#include "cli/flags.h"\nint main(void) { printf("out"); fputs("x", stderr); }\n' >src/cli/main.c
    echo 'int main(void) { printf("table"); return ferror(stdout); }' >src/feed/deep/generate.c
    echo 'int stet_x(void);' >include/stet/x.h
    echo 'int test(void) { printf("fine"); fopen("x", "r"); }' >tests/feed/feed.c
    echo 'add_library(x a.c) # file(GLOB is not wanted' >CMakeLists.txt
}

expect() { # RULE PLACE: the tree as it stands has just this breach
    if output=$(sh "$rules/check.sh" "$tree/root" 2>&1); then
        echo "$1 at $2: not found"
        failed=1
    elif [ "$(printf '%s\n' "$output" | wc -l)" -ne 1 ] || ! printf '%s\n' "$output" | grep -q "^\(\./\)\?$2: $1: "; then
        printf '%s at %s: found instead:\n%s\n' "$1" "$2" "$output"
        failed=1
    fi
}

breach() { # RULE FILE LINE-OF-CODE: appended to the file
    sound
    printf '%s\n' "$3" >>"$2"
    expect "$1" "$2:$(wc -l <"$2")"
}

sound
if ! output=$(sh "$rules/check.sh" "$tree/root" 2>&1); then
    printf 'the sound tree is refused:\n%s\n' "$output"
    failed=1
fi

breach order src/base/base.h '#include "sys/sys.h"'
breach order src/sys/sys.c '  # include "feed/deep/feed.h"'
breach order src/feed/deep/feed.c '#include "feed.h"'
breach order src/feed/deep/feed.c '#include "nowhere/feed.h"'
breach order src/cli/main.c '#include "feed/feed.h"'
sound
mkdir src/stray
echo '#include "base/base.h"' >src/stray/stray.c
expect order src/stray/stray.c:1
breach public include/stet/x.h '#include "base/base.h"'
breach print src/feed/deep/feed.c 'void f(void) { printf("x"); }'
breach print src/base/base.h 'puts("x");'
breach print src/sys/sys.c 'fprintf(stderr, "x");'
breach print src/feed/deep/feed.c 'FILE *to = stdout;'
breach print src/feed/deep/feed.c 'perror ("x");'
breach platform src/feed/deep/feed.c '#if defined(__linux__)'
breach platform src/feed/deep/feed.c 'int f = open("x", 0);'
breach platform src/feed/deep/feed.c 'if (rename (a, b)) return;'
breach platform src/base/base.h 'fsync(1);'
breach platform src/cli/main.c 'void *p = mmap(0, 1, 2, 3, 4, 5);'
breach banned src/cli/main.c 'strcpy(a, b);'
breach banned src/feed/deep/feed.c 'system(line);'
breach banned tests/feed/feed.c 'int n = atoi(text);'
breach banned include/stet/x.h 'sprintf(a, "x");'
breach open src/feed/deep/feed.c '/* TO''DO: the rest */'
breach glob CMakeLists.txt 'file( GLOB_RECURSE x *.c)'
sound
awk 'BEGIN { for (i = 0; i < 601; i++) print "int x" i ";" }' >src/base/long.c
expect size src/base/long.c:601
exit $failed
