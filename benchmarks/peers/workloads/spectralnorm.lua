-- The spectral norm of an infinite matrix: arrays of floats and a function that is called a lot.
local function element(i, j)
  local sum = i + j
  return 1.0 / (sum * (sum + 1) * 0.5 + i + 1)
end

local function multiply(n, v, result, transposed)
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do
      local a
      if transposed then a = element(j, i) else a = element(i, j) end
      sum = sum + a * v[j]
    end
    result[i] = sum
  end
end

local function multiply_twice(n, v, result, scratch)
  multiply(n, v, scratch, false)
  multiply(n, scratch, result, true)
end

local function product(n, a, b)
  local sum = 0.0
  for i = 0, n - 1 do sum = sum + a[i] * b[i] end
  return sum
end

local n = tonumber(arg[1] or 100)
local u, v, scratch = {}, {}, {}
for i = 0, n - 1 do u[i], v[i], scratch[i] = 1.0, 0.0, 0.0 end
for _ = 1, 10 do
  multiply_twice(n, u, v, scratch)
  multiply_twice(n, v, u, scratch)
end
print(string.format("%.9f", math.sqrt(product(n, u, v) / product(n, v, v))))
