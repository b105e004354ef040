-- A scheduler in the manner of Richards: tasks have methods, packets wander from task to task.
local floor = math.floor
local WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = 1, 2, 3, 4, 5
local tasks = {}

local function send(place, packet)
  local task = tasks[place]
  packet.next = task.first
  task.first = packet
end

-- Fills packets with letters and sends them to the handlers by turns.
local function work(self, packet)
  local data = packet.data
  for i = 1, 4 do
    self.count = self.count == 26 and 1 or self.count + 1
    data[i] = 64 + self.count
  end
  self.partner = HANDLER_A + HANDLER_B - self.partner
  send(self.partner, packet)
end

-- Adds up packets on their way to the device, and sends those that come back to the worker.
local function handle(self, packet)
  if packet.is_back then
    packet.is_back = false
    self.sum = self.sum + packet.sum
    send(WORKER, packet)
    return
  end
  self.count = self.count + 1
  local sum, data = 0, packet.data
  for i = 1, 4 do sum = sum + data[i] end
  packet.sum = sum
  send(self.partner, packet)
end

-- Holds packets until they are released.
local function hold(self, packet)
  packet.next = self.held
  self.held = packet
  self.count = self.count + 1
end

local function release(device)
  local packet = device.held
  if not packet then return end
  device.held = packet.next
  packet.is_back = true
  send(device.partner, packet)
end

-- Runs the most urgent task that has a packet, again and again; with no packet left, a device is released.
local function schedule(idle)
  local runs, seed = 0, 1
  while idle > 0 do
    local place = #tasks
    while place > 0 and not tasks[place].first do place = place - 1 end
    if place == 0 then
      idle = idle - 1
      local is_odd = seed % 2 == 1
      seed = floor(seed / 2)
      -- The bits of 0xD008 are flipped, without operators that LuaJIT does not have.
      if is_odd then
        for _, bit in ipairs { 8, 0x1000, 0x4000, 0x8000 } do
          if floor(seed / bit) % 2 == 1 then seed = seed - bit else seed = seed + bit end
        end
      end
      release(tasks[is_odd and DEVICE_B or DEVICE_A])
    else
      local task = tasks[place]
      local packet = task.first
      task.first = packet.next
      task:run(packet)
      runs = runs + 1
    end
  end
  return runs
end

local function add_task(place, run, partner)
  tasks[place] = { run = run, first = nil, held = nil, partner = partner, count = 0, sum = 0 }
end

add_task(WORKER, work, HANDLER_A)
add_task(HANDLER_A, handle, DEVICE_A)
add_task(HANDLER_B, handle, DEVICE_B)
add_task(DEVICE_A, hold, HANDLER_A)
add_task(DEVICE_B, hold, HANDLER_B)
for _ = 1, 6 do send(WORKER, { is_back = false, sum = 0, data = { 0, 0, 0, 0 }, next = nil }) end
print(string.format("%d runs", schedule(tonumber(arg[1] or 10000))))
print(string.format("handled %d and %d", tasks[HANDLER_A].count, tasks[HANDLER_B].count))
print(string.format("sums %d and %d", tasks[HANDLER_A].sum, tasks[HANDLER_B].sum))
print(string.format("held %d and %d", tasks[DEVICE_A].count, tasks[DEVICE_B].count))
