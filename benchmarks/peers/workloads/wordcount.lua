-- The ten most frequent words of standard input. No word of the text begins or ends with an apostrophe.
local counts = {}
for word in io.read("*a"):lower():gmatch("[%w\128-\255']+") do
  counts[word] = (counts[word] or 0) + 1
end

local words = {}
for word in pairs(counts) do words[#words + 1] = word end
table.sort(words, function(a, b)
  if counts[a] ~= counts[b] then return counts[a] > counts[b] end
  return a < b
end)
for i = 1, math.min(10, #words) do print(counts[words[i]] .. " " .. words[i]) end
