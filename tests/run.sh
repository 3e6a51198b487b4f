#!/bin/sh
# Sets up what is missing, builds, and passes the tests: everything that a fresh Debian 12 needs.
#
#     sh tests/run.sh              optimised, with assertions, warnings as errors
#     sh tests/run.sh --sanitize   then again under AddressSanitizer with UndefinedBehaviorSanitizer, and ThreadSanitizer
set -eu
cd "$(dirname "$0")/.."
presets=dev
case ${1-} in
'') ;;
--sanitize) presets='dev asan tsan' ;;
*)
    echo "usage: sh tests/run.sh [--sanitize]" >&2
    exit 2
    ;;
esac
. .ci/packages
need $test_packages

# ThreadSanitizer of this age knows fewer random address bits than newer kernels use; without randomness it always works.
fixed=
if setarch "$(uname -m)" -R true 2>/dev/null; then
    fixed="setarch $(uname -m) -R"
fi

failed=
for preset in $presets; do
    echo "== $preset"
    mkdir -p "build/$preset"
    cmake --preset "$preset" >"build/$preset/configure.log" 2>&1 || {
        cat "build/$preset/configure.log"
        exit 1
    }
    cmake --build --preset "$preset"
    run=
    [ "$preset" != tsan ] || run=$fixed
    $run ctest --preset "$preset" -j "$(nproc)" --output-log "build/$preset/ctest.log" || failed="$failed $preset"
done

echo
for preset in $presets; do
    printf '%s: ' "$preset"
    grep 'tests passed' "build/$preset/ctest.log" || echo "no summary"
done
if [ -n "$failed" ]; then
    echo "FAILED:$failed"
    exit 1
fi
