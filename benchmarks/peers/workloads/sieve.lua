-- Prime numbers with the sieve of Eratosthenes: one large table.
local function mark(limit)
  local composite = {}
  for n = 0, limit do composite[n] = false end
  composite[0], composite[1] = true, true
  local n = 2
  while n * n <= limit do
    if not composite[n] then
      for i = n * n, limit, n do composite[i] = true end
    end
    n = n + 1
  end
  return composite
end

local limit = tonumber(arg[1] or 100000)
local composite = mark(limit)
local count, last = 0, 0
for n = 2, limit do
  if not composite[n] then
    count = count + 1
    last = n
  end
end
print(string.format("%d primes up to %d\nthe last one is %d", count, limit, last))
