-- Binary trees: many short-lived ones beside one that stays.
local function grow(depth)
  if depth == 0 then return {} end
  return { left = grow(depth - 1), right = grow(depth - 1) }
end

local function count(node)
  if not node.left then return 1 end
  return 1 + count(node.left) + count(node.right)
end

local function check(depth)
  return count(grow(depth))
end

local deepest = math.max(tonumber(arg[1] or 10), 6)
print(string.format("stretch tree of depth %d\t check: %d", deepest + 1, check(deepest + 1)))
local long_lived = grow(deepest)
for depth = 4, deepest, 2 do
  local trees, nodes = 2 ^ (deepest - depth + 4), 0
  for _ = 1, trees do nodes = nodes + check(depth) end
  print(string.format("%d\t trees of depth %d\t check: %d", trees, depth, nodes))
end
print(string.format("long lived tree of depth %d\t check: %d", deepest, count(long_lived)))
