// The spectral norm of an infinite matrix: arrays of floats and a function that is called a lot.
function element(i, j) {
  const sum = i + j;
  return 1 / (sum * (sum + 1) / 2 + i + 1);
}

function multiply(n, v, result, transposed) {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (transposed ? element(j, i) : element(i, j)) * v[j];
    result[i] = sum;
  }
}

function multiplyTwice(n, v, result, scratch) {
  multiply(n, v, scratch, false);
  multiply(n, scratch, result, true);
}

function product(n, a, b) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

const n = Number(process.argv[2] ?? 100);
const u = new Float64Array(n).fill(1), v = new Float64Array(n), scratch = new Float64Array(n);
for (let i = 0; i < 10; i++) {
  multiplyTwice(n, u, v, scratch);
  multiplyTwice(n, v, u, scratch);
}
console.log(Math.sqrt(product(n, u, v) / product(n, v, v)).toFixed(9));
