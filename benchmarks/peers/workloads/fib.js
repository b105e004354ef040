// The recursive Fibonacci function.
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

const n = Number(process.argv[2] ?? 20);
console.log(`fib(${n}) = ${fib(n)}`);
