#!/usr/bin/env bash
# Counts the instructions that the engine takes for a few commands, under callgrind, and compares them
# with a file. They say more than a clock on a machine that does other things too.
#
#   tools/instructions.sh                compare: fails where a count is more than 5% above the file's
#   tools/instructions.sh --write        write the file anew
#   tools/instructions.sh --dev [...]    the same with the build of `cargo test`, which .ci/run has made
#
# Without --dev the build is optimised, as users run it, and its file is tools/instructions.tsv; with
# it the file is tools/instructions-dev.tsv. Counts depend on the compiler, which the file names: with
# another one nothing is compared, and the file is to be written anew.
# Exit codes: 1 where a count is above the margin, 3 where nothing could be compared.
set -euo pipefail
cd "$(dirname "$0")/.."
margin=5
# Debug information changes what an unoptimised build does: the manifest alone decides.
unset "${!CARGO_PROFILE_@}"
profile=prove folder=prove baseline=tools/instructions.tsv
if [ "${1:-}" = --dev ]; then
    profile=dev folder=debug baseline=tools/instructions-dev.tsv
    shift
fi

for needed in valgrind cargo; do
    if ! command -v "$needed" >/dev/null 2>&1; then
        echo "$needed is not installed: instructions are not counted" >&2
        exit 3
    fi
done
if ! valgrind --tool=none true >/dev/null 2>&1; then
    echo "valgrind cannot run here: instructions are not counted" >&2
    exit 3
fi
compiler="# $(rustc --version) $(rustc --version --verbose | sed -n 's/^host: //p')"
if [ "${1:-}" != --write ] && [ "$(head -1 "$baseline")" != "$compiler" ]; then
    echo "$baseline is of another compiler than $compiler: instructions are not compared" >&2
    exit 3
fi

cargo build --profile "$profile" --locked --example instructions
program=${CARGO_TARGET_DIR:-target}/$folder/examples/instructions
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count() {
    valgrind --tool=callgrind --callgrind-out-file="$scratch/$1" --toggle-collect="*measured*" \
        "$program" "$1" 2>"$scratch/$1.log" >/dev/null || { cat "$scratch/$1.log" >&2; exit 1; }
    sed -n 's/^\(summary\|totals\): //p' "$scratch/$1" | tail -1
}

echo "$compiler" >"$scratch/now.tsv"
for work in rank rank-turns rank-own sweep levers update paint split; do
    printf '%s\t%s\n' "$work" "$(count "$work")"
done >>"$scratch/now.tsv"

if [ "${1:-}" = --write ]; then
    cp "$scratch/now.tsv" "$baseline"
    cat "$baseline"
    exit
fi

awk -F'\t' -v margin="$margin" '
    /^#/ { next }
    NR == FNR { before[$1] = $2; next }
    {
        change = before[$1] > 0 ? ($2 / before[$1] - 1) * 100 : 100
        worse = change > margin
        printf "%-12s %12d %12d %+7.2f%%%s\n", $1, before[$1], $2, change, worse ? "  more than " margin "%" : ""
        failed = failed || worse
    }
    END { exit failed }
' "$baseline" "$scratch/now.tsv"
