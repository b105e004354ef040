#!/usr/bin/env bash
# Start-up: examples/hello.hgm by the published tool against a plain .NET program that prints the same, published the same
# way. Both run by turns; printed are the medians of the CPU time, the spread and the ratio. Usage: benchmarks/startup.sh
# [ROUNDS]. With JIT=1 in the environment it prints instead which methods our run compiled, in order.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
rounds=${1:-15}
out=artifacts/benchmarks
mkdir -p "$out"

publish() { dotnet publish "$1" -c Release -r linux-x64 --self-contained false -o "$2" -v quiet --nologo; }
publish assembler/HgmVm.Cli "$out/tool"
publish benchmarks/peers/hello.cs "$out/hello"
ours=("$out/tool/hgmvm" run examples/hello.hgm)
peer=("$out/hello/hello")

if [ "${JIT:-}" = 1 ]; then
  rm -f "$out/jit.txt"
  DOTNET_JitStdOutFile="$PWD/$out/jit.txt" DOTNET_JitDisasmSummary=1 "${ours[@]}"
  cat "$out/jit.txt"
  exit
fi

# User and system time of a command, in milliseconds.
cpu() { local TIMEFORMAT='%U %S'; { time "$@" > "$out/last"; } 2>&1 | awk '{ print int(($1 + $2) * 1000 + 0.5) }'; }

rm -f "$out"/ours.ms "$out"/peer.ms
for ((round = 0; round < rounds; round++)); do
  cpu "${ours[@]}" >> "$out/ours.ms"; cp "$out/last" "$out/ours.out"
  cpu "${peer[@]}" >> "$out/peer.ms"; cmp "$out/last" "$out/ours.out"
done

summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[1], v[NR] }'; }
read -r a a_low a_high < <(summary "$out/ours.ms")
read -r b b_low b_high < <(summary "$out/peer.ms")
printf 'start-up: ours %d ms (%d to %d), plain .NET %d ms (%d to %d), ours/plain %s, %d rounds\n' "$a" "$a_low" "$a_high" \
  "$b" "$b_low" "$b_high" "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", a / b }')" "$rounds"
