-- Spaceships that hunt each other. A ship that is gone is marked, so that those who aim at it notice.
local floor = math.floor
local SHIPS = 1000
local seed = 1
local fleet = {}
local shots, kills, turns_to_others, refuels, scrap = 0, 0, 0, 0, 0

local function below(n)
  seed = (seed * 69069 + 1) % 4294967296
  return floor(seed / 256) % n
end

local function build(place)
  local name = {}
  for i = 1, 4 + below(12) do name[i] = 97 + (place + i - 1) % 26 end
  return {
    name = name, engine = { fuel = 60 }, place = place, position = below(400), hull = 50, target = nil, is_alive = true,
  }
end

local function destroy(ship)
  scrap = scrap + ship.name[1] + #ship.name
  ship.is_alive = false
end

local function shoot(target)
  shots = shots + 1
  target.hull = target.hull - (10 + below(21))
  if target.hull > 0 then return end
  kills = kills + 1
  destroy(target)
  fleet[target.place] = build(target.place)
end

local function fly(ship, distance)
  if ship.engine.fuel == 0 then
    refuels = refuels + 1
    ship.engine = { fuel = 60 }
    return
  end
  ship.engine.fuel = ship.engine.fuel - 20
  ship.position = ship.position + (distance > 0 and 20 or -20)
end

local function act(ship)
  local target = ship.target
  if not (target and target.is_alive) then
    local other = below(SHIPS)
    if other == ship.place then other = (other + 1) % SHIPS end
    ship.target = fleet[other]
    turns_to_others = turns_to_others + 1
    return
  end
  local distance = target.position - ship.position
  if distance > 20 or distance < -20 then fly(ship, distance) else shoot(target) end
end

for place = 0, SHIPS - 1 do fleet[place] = build(place) end
for _ = 1, tonumber(arg[1] or 20) do
  for place = 0, SHIPS - 1 do act(fleet[place]) end
end
local positions = 0
for place = 0, SHIPS - 1 do
  positions = positions + fleet[place].position
  destroy(fleet[place])
end
print(string.format("shots %d\nkills %d\nother targets %d\nnew engines %d\npositions %d\nscrap %d", shots, kills,
  turns_to_others, refuels, positions, scrap))
