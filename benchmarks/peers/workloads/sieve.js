// Prime numbers with the sieve of Eratosthenes: one large array of bytes.
function mark(limit) {
  const composite = new Uint8Array(limit + 1);
  composite[0] = composite[1] = 1;
  for (let n = 2; n * n <= limit; n++) {
    if (composite[n]) continue;
    for (let i = n * n; i <= limit; i += n) composite[i] = 1;
  }
  return composite;
}

const limit = Number(process.argv[2] ?? 100000);
const composite = mark(limit);
let count = 0, last = 0;
for (let n = 2; n <= limit; n++) {
  if (composite[n]) continue;
  count++;
  last = n;
}
console.log(`${count} primes up to ${limit}\nthe last one is ${last}`);
