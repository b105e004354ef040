// Lists that grow and shrink at random: nodes of many sizes, some short-lived, some long-lived.
const LISTS = 4096;
const lists = new Array(LISTS).fill(null);
let seed = 1;

function below(n) {
  seed = (Math.imul(seed, 69069) + 1) >>> 0;
  return (seed >>> 8) % n;
}

class Node {
  constructor(value, payload, next) {
    this.value = value;
    this.payload = payload;
    this.next = next;
  }
}

function make(value, length) {
  const payload = new Array(length);
  for (let i = 0; i < length; i++) payload[i] = value + i;
  return new Node(value, payload, null);
}

function push(list, node) {
  node.next = lists[list];
  lists[list] = node;
}

function pop(list) {
  const node = lists[list];
  if (node !== null) lists[list] = node.next;
  return node;
}

function clear(list) {
  let freed = 0;
  while (pop(list) !== null) freed++;
  return freed;
}

// A list that lives only here.
function brief(value) {
  let head = null, sum = 0;
  for (let i = 0; i < 16; i++) head = new Node(value + i, null, head);
  for (let node = head; node !== null; node = node.next) sum += node.value;
  return sum;
}

const steps = Number(process.argv[2] ?? 10000);
let sum = 0, freed = 0;
for (let step = 0; step < steps; step++) {
  const list = below(LISTS), what = below(16), value = step & 1023;
  if (what < 8) {
    push(list, make(value, below(8) < 7 ? 1 + below(8) : 9 + below(56)));
  } else if (what < 12) {
    const node = pop(list);
    if (node !== null) sum += node.value + node.payload[node.payload.length - 1];
  } else if (what < 14) {
    const other = below(LISTS), node = pop(list);
    if (node !== null) push(other, node);
  } else if (what === 14) {
    freed += clear(list);
  } else {
    sum += brief(value);
  }
}
console.log(`sum ${sum}, ${freed} cleared`);
