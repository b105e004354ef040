#!/usr/bin/env bash
# Runs programs with inline members under each way of keeping them: the policies for their scopes (--inner), and the first of
# them with the other encoding of union words (--union-words). By turns; checks that the outputs agree, and prints medians of
# the CPU time, spread and ratio for both tiers; then words and bytes of the programs' structs. SIZE divides the work.
# Usage: [SIZE=4] [TOOL=.../hgmvm] benchmarks/policies.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
rounds=${1:-7}
size=${SIZE:-1}
tool=${TOOL:-artifacts/bin/HgmVm.Cli/release/hgmvm}
out=artifacts/benchmarks/policies
mkdir -p "$out"
[ -x "$tool" ] || dotnet build assembler/HgmVm.Cli -c Release -v quiet --nologo
# The words of an option, as its help has them: "What it chooses: one, other".
words() { "$tool" layout --help | sed -n "s/.*$1: //p" | tr -d ' ' | tr ',' '\n'; }
first=$(words 'kept apart' | head -1)
ways=$(words 'kept apart' | sed 's/^/--inner=/'; words 'what it holds' | tail -n +2 | sed 's/^/--union-words=/')

# User and system time of a command, in milliseconds.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" > "$out/last"; } 2>&1 | awk '{ print int(($1 + $2) * 1000 + 0.5) }'; }
summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%d ms (%d to %d)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

compare() {
  local label=$1 file=$2 tier way
  shift 2
  for tier in $tiers; do
    rm -f "$out"/*.ms "$out/first"
    for ((round = 0; round < rounds; round++)); do
      for way in $ways; do
        cpu "$tool" run --tier "$tier" "$way" "$file" -- "$@" >> "$out/$way.ms"
        [ -f "$out/first" ] || cp "$out/last" "$out/first"
        cmp "$out/last" "$out/first"
      done
    done
    for way in $ways; do
      printf '%s, %s, %s: %s, over %s %s\n' "$label" "$tier" "${way#--}" "$(summary "$out/$way.ms")" "$first" \
        "$(awk -v a="$(median "$out/$way.ms")" -v b="$(median "$out/--inner=$first.ms")" 'BEGIN { printf "%.2f", a / b }')"
    done
  done
}

tiers='compiled interpreter'
compare roguelike examples/roguelike.hgm 200 100 7 $((3000 / size))
compare ships examples/ships.hgm 3 $((40000 / size))
part=0
for what in 'walk a list through first owners' 'tether a member' 'ask a union' 'replace a member' 'replace in a union' 'follow a reference'; do
  for tiers in compiled interpreter; do
    # Compiled, a step takes so little that starting would be all of it.
    times=$([ $tiers = compiled ] && echo 100000000 || echo 10000000)
    case $what in replace*) times=10000000 ;; esac
    compare "$what, $times times" benchmarks/programs/members.hgm $part $((times / size))
  done
  part=$((part + 1))
done
for name in ships roguelike; do
  for way in $ways; do
    echo "-- $name, ${way#--}"
    "$tool" layout "$way" "examples/$name.hgm" | awk '/bytes behind/ { head = $0 } /inner words/ { print head; print }'
  done
done
