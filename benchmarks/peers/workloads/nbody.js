// The outer planets, as the Computer Language Benchmarks Game gives them.
const SOLAR_MASS = 39.47841760435743;
const DAYS = 365.24;

class Body {
  constructor(x, y, z, vx, vy, vz, mass) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.vx = vx * DAYS;
    this.vy = vy * DAYS;
    this.vz = vz * DAYS;
    this.mass = mass * SOLAR_MASS;
  }
}

const bodies = [
  new Body(0, 0, 0, 0, 0, 0, 1),
  new Body(4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
    1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04),
  new Body(8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
    -2.76742510726411830e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04),
  new Body(1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
    2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05),
  new Body(1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
    2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05),
];

function steady() {
  let px = 0, py = 0, pz = 0;
  for (const b of bodies) {
    px -= b.vx * b.mass;
    py -= b.vy * b.mass;
    pz -= b.vz * b.mass;
  }
  const sun = bodies[0];
  sun.vx = px / sun.mass;
  sun.vy = py / sun.mass;
  sun.vz = pz / sun.mass;
}

function advance(dt) {
  const n = bodies.length;
  for (let i = 0; i < n; i++) {
    const a = bodies[i];
    for (let j = i + 1; j < n; j++) {
      const b = bodies[j];
      const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      const d = dx * dx + dy * dy + dz * dz;
      const force = dt / (d * Math.sqrt(d));
      let m = b.mass * force;
      a.vx -= dx * m;
      a.vy -= dy * m;
      a.vz -= dz * m;
      m = a.mass * force;
      b.vx += dx * m;
      b.vy += dy * m;
      b.vz += dz * m;
    }
    a.x += a.vx * dt;
    a.y += a.vy * dt;
    a.z += a.vz * dt;
  }
}

function energy() {
  let sum = 0;
  for (let i = 0; i < bodies.length; i++) {
    const a = bodies[i];
    sum += (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz) * a.mass * 0.5;
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j];
      const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      sum -= b.mass * a.mass / Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

steady();
console.log(energy().toFixed(9));
for (let steps = Number(process.argv[2] ?? 1000); steps > 0; steps--) advance(0.01);
console.log(energy().toFixed(9));
