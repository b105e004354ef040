#!/usr/bin/env bash
# Adds up the points in an array with words before its elements and in a dense one, by turns: few points that stay in the cache,
# and many that do not. Checks that both print the same, and prints medians of CPU time, spread, ratio, and peak memory.
# Usage: [TIER=interpreter|compiled|auto] [TOOL=.../hgmvm] benchmarks/elements.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
rounds=${1:-7}
tier=${TIER:-compiled}
tool=${TOOL:-artifacts/bin/HgmVm.Cli/release/hgmvm}
out=artifacts/benchmarks/elements
mkdir -p "$out"
[ -x "$tool" ] || dotnet build assembler/HgmVm.Cli -c Release -v quiet --nologo

# User and system time of a command, in milliseconds.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" > "$out/last"; } 2>&1 | awk '{ print int(($1 + $2) * 1000 + 0.5) }'; }
summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%d ms (%d to %d)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

compare() {
  local count=$1 times=$2 how
  rm -f "$out"/*.ms
  for ((round = 0; round < rounds; round++)); do
    for how in 0 1; do
      cpu "$tool" run --tier "$tier" benchmarks/programs/elements.hgm -- "$how" "$count" "$times" >> "$out/$how.ms"
      [ "$how" = 1 ] || cp "$out/last" "$out/first"
      cmp "$out/last" "$out/first"
    done
  done
  printf '%s points, %s times, %s: with words %s, dense %s, dense over words %s\n' "$count" "$times" "$tier" \
    "$(summary "$out/0.ms")" "$(summary "$out/1.ms")" \
    "$(awk -v a="$(median "$out/1.ms")" -v b="$(median "$out/0.ms")" 'BEGIN { printf "%.2f", a / b }')"
}

scale=1
[ "$tier" = compiled ] || scale=20
compare 1000 $((1000000 / scale))
compare 4000000 $((200 / scale))
for how in 0 1; do
  "$tool" run --stats --tier "$tier" benchmarks/programs/elements.hgm -- "$how" 4000000 1 2>&1 | grep -i 'peak' | sed "s/^/how $how: /"
done
"$tool" layout benchmarks/programs/elements.hgm | grep 'an element'
