#!/usr/bin/env bash
# Runs programs with inline members under each policy of keeping their scopes apart (--inner), by turns, checks that the
# outputs agree, and prints medians of the CPU time, spread and ratio for both tiers; then words and bytes of their structs.
# Usage: benchmarks/policies.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
rounds=${1:-7}
tool=artifacts/bin/HgmVm.Cli/release/hgmvm
out=artifacts/benchmarks/policies
mkdir -p "$out"
[ -x "$tool" ] || dotnet build assembler/HgmVm.Cli -c Release -v quiet --nologo
policies=$("$tool" layout --help | sed -n 's/.*kept apart: //p' | tr -d ' ' | tr ',' ' ')

# User and system time of a command, in milliseconds.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" > "$out/last"; } 2>&1 | awk '{ print int(($1 + $2) * 1000 + 0.5) }'; }
summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%d ms (%d to %d)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

compare() {
  local name=$1 tier policy first=
  shift
  for tier in compiled interpreter; do
    rm -f "$out"/*.ms "$out/first"
    for ((round = 0; round < rounds; round++)); do
      for policy in $policies; do
        cpu "$tool" run --tier "$tier" --inner "$policy" "examples/$name.hgm" -- "$@" >> "$out/$policy.ms"
        [ -f "$out/first" ] || cp "$out/last" "$out/first"
        cmp "$out/last" "$out/first"
      done
    done
    for policy in $policies; do
      first=${first:-$policy}
      printf '%s, %s, %s: %s, over %s %s\n' "$name" "$tier" "$policy" "$(summary "$out/$policy.ms")" "$first" \
        "$(awk -v a="$(median "$out/$policy.ms")" -v b="$(median "$out/$first.ms")" 'BEGIN { printf "%.2f", a / b }')"
    done
  done
}

compare roguelike 200 100 7 3000
compare ships 3 40000
for name in ships roguelike; do
  for policy in $policies; do
    echo "-- $name, $policy"
    "$tool" layout --inner "$policy" "examples/$name.hgm" | awk '/bytes behind/ { head = $0 } /inner words/ { print head; print }'
  done
done
