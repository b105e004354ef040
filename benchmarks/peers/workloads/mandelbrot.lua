-- The Mandelbrot set as a picture: bytes on standard output.
local char, concat = string.char, table.concat

local function steps(cx, cy)
  local x, y, xx, yy = 0.0, 0.0, 0.0, 0.0
  for n = 0, 254 do
    y = y * x
    y = y + y + cy
    x = xx - yy + cx
    xx = x * x
    yy = y * y
    if xx + yy > 4.0 then return n end
  end
  return 255
end

local width = tonumber(arg[1] or 64)
local scale = 3.0 / width
local row = {}
io.write(string.format("P5\n%d %d\n255\n", width, width))
for j = 0, width - 1 do
  local cy = j * scale - 1.5
  for i = 0, width - 1 do
    row[i + 1] = char(255 - steps(i * scale - 2.0, cy))
  end
  io.write(concat(row))
end
