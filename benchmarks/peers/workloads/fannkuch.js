// Pancakes: the most flips that any permutation needs, and a checksum over all of them.
function flipsOf(p, first) {
  let flips = 0;
  for (; first !== 0; flips++) {
    for (let i = 1, j = first - 1; i < j; i++, j--) {
      const t = p[i];
      p[i] = p[j];
      p[j] = t;
    }
    const next = p[first];
    p[first] = first;
    first = next;
  }
  return flips;
}

function fannkuch(n) {
  const perm = new Int32Array(n), work = new Int32Array(n), count = new Int32Array(n);
  let checksum = 0, most = 0, r = n, even = true;
  for (let i = 0; i < n; i++) perm[i] = i;
  for (;;) {
    for (; r !== 1; r--) count[r - 1] = r;
    if (perm[0] !== 0) {
      for (let i = 1; i < n; i++) work[i] = perm[i];
      const flips = flipsOf(work, perm[0]);
      if (flips > most) most = flips;
      checksum += even ? flips : -flips;
    }
    even = !even;
    for (;; r++) {
      if (r === n) return [checksum, most];
      const first = perm[0];
      for (let i = 0; i < r; i++) perm[i] = perm[i + 1];
      perm[r] = first;
      if (--count[r] > 0) break;
    }
  }
}

const n = Number(process.argv[2] ?? 7);
const [checksum, most] = fannkuch(n);
console.log(`${checksum}\nPfannkuchen(${n}) = ${most}`);
