#!/bin/sh
# Installs the built tree into a folder of its own, moves that, and builds and runs programs in C and C++ against it, by
# find_package and by pkg-config, with the shared and with the static library.
# usage: install.sh CMAKE BUILD CC CXX GENERATOR
set -eu
cmake=${1:?usage: install.sh CMAKE BUILD CC CXX GENERATOR} build=${2:?} cc=${3:?} cxx=${4:?} generator=${5:?}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

quietly() {
    "$@" >"$work/log" 2>&1 || {
        cat "$work/log"
        echo "failed: $*"
        exit 1
    }
}
says() { # EXPECTED COMMAND...
    expected=$1
    shift
    output=$("$@")
    [ "$output" = "$expected" ] || {
        echo "$* printed '$output' instead of '$expected'"
        exit 1
    }
}

quietly "$cmake" --install "$build" --prefix "$work/first"
mv "$work/first" "$work/installed"
version=$(sed -n 's/^Version: //p' "$(find "$work/installed" -name stet.pc)")
library=$(dirname "$(find "$work/installed" -name libstet.a)")

quietly "$cmake" -G "$generator" -S "$here/user" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/installed" -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_CXX_COMPILER="$cxx"
quietly "$cmake" --build "$work/build"
for program in c_shared c_static cxx_shared cxx_static; do
    says "$version ok" "$work/build/$program"
done
quietly "$cmake" -G "$generator" -S "$here/user" -B "$work/c-only" -DCMAKE_PREFIX_PATH="$work/installed" \
    -DCMAKE_C_COMPILER="$cc" -DONLY_C=ON
quietly "$cmake" --build "$work/c-only"
says "$version ok" "$work/c-only/c_static"

export PKG_CONFIG_PATH="$library/pkgconfig"
strict='-Wall -Wextra -pedantic -Werror'
# What pkg-config prints is meant to be split into words.
quietly "$cc" -std=c17 $strict "$here/user/user.c" -o "$work/c" $(pkg-config --cflags --libs stet)
quietly "$cxx" -std=c++17 $strict -x c++ "$here/user/user.c" -x none -o "$work/cxx" $(pkg-config --cflags --libs stet)
says "$version ok" env LD_LIBRARY_PATH="$library" "$work/c"
says "$version ok" env LD_LIBRARY_PATH="$library" "$work/cxx"
rm "$library"/libstet.so*
quietly "$cc" -std=c17 $strict "$here/user/user.c" -o "$work/c" $(pkg-config --static --cflags --libs stet)
says "$version ok" "$work/c"
echo "version $version"
