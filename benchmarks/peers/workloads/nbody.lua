-- The outer planets, as the Computer Language Benchmarks Game gives them.
local sqrt = math.sqrt
local SOLAR_MASS, DAYS = 39.47841760435743, 365.24

local function body(x, y, z, vx, vy, vz, mass)
  return { x = x, y = y, z = z, vx = vx * DAYS, vy = vy * DAYS, vz = vz * DAYS, mass = mass * SOLAR_MASS }
end

local bodies = {
  body(0, 0, 0, 0, 0, 0, 1),
  body(4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
    1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04),
  body(8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
    -2.76742510726411830e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04),
  body(1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
    2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05),
  body(1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
    2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05),
}

local function steady()
  local px, py, pz = 0, 0, 0
  for _, b in ipairs(bodies) do
    px = px - b.vx * b.mass
    py = py - b.vy * b.mass
    pz = pz - b.vz * b.mass
  end
  local sun = bodies[1]
  sun.vx, sun.vy, sun.vz = px / sun.mass, py / sun.mass, pz / sun.mass
end

local function advance(dt)
  local n = #bodies
  for i = 1, n do
    local a = bodies[i]
    for j = i + 1, n do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local d = dx * dx + dy * dy + dz * dz
      local force = dt / (d * sqrt(d))
      local m = b.mass * force
      a.vx = a.vx - dx * m
      a.vy = a.vy - dy * m
      a.vz = a.vz - dz * m
      m = a.mass * force
      b.vx = b.vx + dx * m
      b.vy = b.vy + dy * m
      b.vz = b.vz + dz * m
    end
    a.x = a.x + a.vx * dt
    a.y = a.y + a.vy * dt
    a.z = a.z + a.vz * dt
  end
end

local function energy()
  local sum = 0
  for i, a in ipairs(bodies) do
    sum = sum + (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz) * a.mass * 0.5
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      sum = sum - b.mass * a.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return sum
end

steady()
print(string.format("%.9f", energy()))
for _ = 1, tonumber(arg[1] or 1000) do advance(0.01) end
print(string.format("%.9f", energy()))
