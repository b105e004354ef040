-- Lists that grow and shrink at random: nodes of many sizes, some short-lived, some long-lived.
local floor = math.floor
local LISTS = 4096
local seed = 1
local lists = {}

local function below(n)
  seed = (seed * 69069 + 1) % 4294967296
  return floor(seed / 256) % n
end

local function make(value, length)
  local payload = {}
  for i = 1, length do payload[i] = value + i - 1 end
  return { value = value, payload = payload, next = nil }
end

local function push(list, node)
  node.next = lists[list]
  lists[list] = node
end

local function pop(list)
  local node = lists[list]
  if node then lists[list] = node.next or false end
  return node
end

local function clear(list)
  local freed = 0
  while pop(list) do freed = freed + 1 end
  return freed
end

-- A list that lives only here.
local function brief(value)
  local head
  for i = 0, 15 do head = { value = value + i, payload = nil, next = head } end
  local sum = 0
  while head do
    sum = sum + head.value
    head = head.next
  end
  return sum
end

for i = 0, LISTS - 1 do lists[i] = false end
local sum, freed = 0, 0
for step = 0, tonumber(arg[1] or 10000) - 1 do
  local list, what, value = below(LISTS), below(16), step % 1024
  if what < 8 then
    push(list, make(value, below(8) < 7 and 1 + below(8) or 9 + below(56)))
  elseif what < 12 then
    local node = pop(list)
    if node then sum = sum + node.value + node.payload[#node.payload] end
  elseif what < 14 then
    local other, node = below(LISTS), pop(list)
    if node then push(other, node) end
  elseif what == 14 then
    freed = freed + clear(list)
  else
    sum = sum + brief(value)
  end
end
print(string.format("sum %d, %d cleared", sum, freed))
