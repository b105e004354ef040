-- Pancakes: the most flips that any permutation needs, and a checksum over all of them.
local function flips_of(p, first)
  local flips = 0
  while first ~= 0 do
    local i, j = 1, first - 1
    while i < j do
      p[i], p[j] = p[j], p[i]
      i, j = i + 1, j - 1
    end
    p[first], first = first, p[first]
    flips = flips + 1
  end
  return flips
end

local function fannkuch(n)
  local perm, work, count = {}, {}, {}
  local checksum, most, r, even = 0, 0, n, true
  for i = 0, n - 1 do perm[i], work[i], count[i] = i, 0, 0 end
  while true do
    while r ~= 1 do
      count[r - 1] = r
      r = r - 1
    end
    if perm[0] ~= 0 then
      for i = 1, n - 1 do work[i] = perm[i] end
      local flips = flips_of(work, perm[0])
      if flips > most then most = flips end
      if even then checksum = checksum + flips else checksum = checksum - flips end
    end
    even = not even
    while true do
      if r == n then return checksum, most end
      local first = perm[0]
      for i = 0, r - 1 do perm[i] = perm[i + 1] end
      perm[r] = first
      count[r] = count[r] - 1
      if count[r] > 0 then break end
      r = r + 1
    end
  end
end

local n = tonumber(arg[1] or 7)
local checksum, most = fannkuch(n)
print(string.format("%d\nPfannkuchen(%d) = %d", checksum, n, most))
