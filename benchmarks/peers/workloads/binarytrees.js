// Binary trees: many short-lived ones beside one that stays.
class Node {
  constructor(left, right) {
    this.left = left;
    this.right = right;
  }
}

function grow(depth) {
  return depth === 0 ? new Node(null, null) : new Node(grow(depth - 1), grow(depth - 1));
}

function count(node) {
  return node.left === null ? 1 : 1 + count(node.left) + count(node.right);
}

const check = depth => count(grow(depth));

const deepest = Math.max(Number(process.argv[2] ?? 10), 6);
console.log(`stretch tree of depth ${deepest + 1}\t check: ${check(deepest + 1)}`);
const longLived = grow(deepest);
for (let depth = 4; depth <= deepest; depth += 2) {
  const trees = 2 ** (deepest - depth + 4);
  let nodes = 0;
  for (let i = 0; i < trees; i++) nodes += check(depth);
  console.log(`${trees}\t trees of depth ${depth}\t check: ${nodes}`);
}
console.log(`long lived tree of depth ${deepest}\t check: ${count(longLived)}`);
