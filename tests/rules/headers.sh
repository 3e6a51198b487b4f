#!/bin/sh
# Every public header compiles alone, in C17 and C++17, without a warning, and twice in a row; stet.h has
# them all.
# usage: headers.sh INCLUDE CC CXX
set -eu
include=${1:?usage: headers.sh INCLUDE CC CXX} cc=${2:?} cxx=${3:?}
failed=0 count=0
warnings='-Wall -Wextra -pedantic -Werror'
for header in "$include"/stet/*.h; do
    name=${header#"$include"/}
    count=$((count + 1))
    lines="#include <$name>
#include <$name>
typedef int stet_translation_unit;"
    printf '%s\n' "$lines" | "$cc" -std=c17 $warnings -I"$include" -fsyntax-only -x c - || failed=1
    printf '%s\n' "$lines" | "$cxx" -std=c++17 $warnings -I"$include" -fsyntax-only -x c++ - || failed=1
    [ "$name" = stet/stet.h ] || grep -q "^#include <$name>" "$include/stet/stet.h" || {
        echo "$header: not in stet/stet.h"
        failed=1
    }
done
echo "$count public headers"
[ "$count" -gt 0 ] && [ "$failed" = 0 ]
