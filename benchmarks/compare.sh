#!/usr/bin/env bash
# Runs programs of ours and of a peer by turns, checks that both print the same, and prints the medians of the CPU time,
# the spread and the ratio, with our start-up in it and without (that of the peers is a millisecond or two).
# Usage: [TIER=interpreter|compiled|auto] benchmarks/compare.sh fib|loop|pair [ROUNDS]. A peer that is not installed is named.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
workload=${1:?which workload: fib, loop or pair}
rounds=${2:-7}
tool=artifacts/bin/HgmVm.Cli/release/hgmvm
out=artifacts/benchmarks
mkdir -p "$out"
[ -x "$tool" ] || dotnet build assembler/HgmVm.Cli -c Release -v quiet --nologo

need() { command -v "$1" >/dev/null || { echo "$1 is not installed: nothing to compare with"; exit 0; }; }
ours=("$tool" run --tier "${TIER:-interpreter}" "benchmarks/programs/$workload.hgm")
case $workload in
  fib) need lua5.4; peer=(lua5.4 benchmarks/peers/fib.lua 35) ;;
  loop) need lua5.4; peer=(lua5.4 benchmarks/peers/loop.lua) ;;
  pair) need gcc; gcc -O2 -o "$out/pair" benchmarks/peers/pair.c; peer=("$out/pair") ;;
  *) echo "there is no workload $workload"; exit 2 ;;
esac

# User and system time of a command, in milliseconds.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" > "$out/last"; } 2>&1 | awk '{ print int(($1 + $2) * 1000 + 0.5) }'; }

rm -f "$out"/ours.ms "$out"/peer.ms "$out"/start.ms
for ((round = 0; round < rounds; round++)); do
  cpu "$tool" run --tier "${TIER:-interpreter}" examples/hello.hgm >> "$out/start.ms"
  cpu "${ours[@]}" >> "$out/ours.ms"; cp "$out/last" "$out/ours.out"
  cpu "${peer[@]}" >> "$out/peer.ms"; cmp "$out/last" "$out/ours.out"
done

summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[1], v[NR] }'; }
read -r a a_low a_high < <(summary "$out/ours.ms")
read -r b b_low b_high < <(summary "$out/peer.ms")
read -r c c_low c_high < <(summary "$out/start.ms")
printf '%s: ours %d ms (%d to %d), peer %d ms (%d to %d), peer/ours %s, %d rounds\n' "$workload" "$a" "$a_low" "$a_high" \
  "$b" "$b_low" "$b_high" "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", b / a }')" "$rounds"
printf '%s: start-up %d ms (%d to %d); without it ours %d ms, peer/ours %s\n' "$workload" "$c" "$c_low" "$c_high" "$((a - c))" \
  "$(awk -v a="$a" -v b="$b" -v c="$c" 'BEGIN { printf "%.2f", b / (a - c) }')"
