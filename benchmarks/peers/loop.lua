local x, sum = 1, 0
for i = 0, 99999999 do
  x = x * 6364136223846793005 + 1442695040888963407
  sum = sum ~ (x >> 33)
end
print(sum)
