// The ten most frequent words of standard input.
const text = require('fs').readFileSync(0, 'latin1').toLowerCase();
const pattern = /[a-z0-9\x80-\xff]+(?:'[a-z0-9\x80-\xff]+)*/g;

const counts = new Map();
for (let match; (match = pattern.exec(text)) !== null;) {
  const word = match[0];
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

const entries = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
for (const [word, count] of entries.slice(0, 10)) console.log(`${count} ${word}`);
