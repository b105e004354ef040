// The Mandelbrot set as a picture: bytes on standard output.
const fs = require('fs');

function steps(cx, cy) {
  let x = 0, y = 0, xx = 0, yy = 0, n = 0;
  do {
    y *= x;
    y = y + y + cy;
    x = xx - yy + cx;
    xx = x * x;
    yy = y * y;
    if (xx + yy > 4) break;
  } while (++n < 255);
  return n;
}

// Standard output may be a pipe that takes less than a whole picture at once.
function write(bytes) {
  for (let done = 0; done < bytes.length;) {
    try {
      done += fs.writeSync(1, bytes, done);
    } catch (problem) {
      if (problem.code !== 'EAGAIN') throw problem;
    }
  }
}

const width = Number(process.argv[2] ?? 64);
const scale = 3 / width;
const picture = new Uint8Array(width * width);
for (let j = 0; j < width; j++) {
  const cy = j * scale - 1.5;
  for (let i = 0; i < width; i++) picture[j * width + i] = 255 - steps(i * scale - 2, cy);
}
write(Buffer.from(`P5\n${width} ${width}\n255\n`));
write(picture);
