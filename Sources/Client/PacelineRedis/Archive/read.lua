-- Reads a ledger whole, and writes nothing: what exchange.lua keeps, as lists of texts.
--
-- KEYS: 1 ledger, 2 sessions (hash), 3 who waits (sorted set), then its buckets. A bucket's log has 'l' in place
-- of its key's 'b'.
-- Returns the clock, the ledger, its sessions and its buckets; nothing when there is no ledger. What cannot be read is
-- left out, except of a bucket its key.
local function exact(value) return type(value) == 'number' and string.format('%.0f', value) or tostring(value or '') end
-- Whether something was read, and its parts, in exchange.lua's order.
local function unpacked(raw)
  if not raw then return false end
  return pcall(cmsgpack.unpack, raw)
end
local function pairsOf(value)
  local list = {}
  for key, amount in pairs(type(value) == 'table' and value or {}) do
    list[#list + 1] = tostring(key)
    list[#list + 1] = exact(amount)
  end
  return list
end
-- Lists of numbers, one behind the other.
local function numbers(value)
  local list = {}
  for _, entry in ipairs(type(value) == 'table' and value or {}) do
    for _, number in ipairs(type(entry) == 'table' and entry or {}) do list[#list + 1] = exact(number) end
  end
  return list
end

local raw = redis.call('GET', KEYS[1])
if not raw then return {} end
local isRead, last, offset, quietUntil, epoch = unpacked(raw)
if not isRead or type(last) ~= 'number' then return { 'damaged' } end
local t = redis.call('TIME')
local out = {
  exact(t[1] * 1000000 + t[2]), { exact(last), exact(offset), exact(quietUntil), exact(epoch) },
}

local all, sessions = redis.call('HGETALL', KEYS[2]), {}
for i = 1, #all, 2 do
  local isRead, seq, deadline, _, _, fly, probing, _, waiting = unpacked(all[i + 1])
  if isRead and type(seq) == 'number' then
    local rank, wait = redis.call('ZSCORE', KEYS[3], all[i]), type(waiting) == 'table' and waiting or {}
    local probes = {}
    for key in pairs(type(probing) == 'table' and probing or {}) do probes[#probes + 1] = tostring(key) end
    sessions[#sessions + 1] = {
      all[i], exact(seq), exact(deadline), pairsOf(fly), probes, rank and exact(tonumber(rank)) or '', exact(wait.told),
      pairsOf(wait.want),
    }
  end
end
out[3] = sessions

local buckets = {}
for i = 4, #KEYS do
  local isRead, n, h, r, g, fly, _, _, _, _, _, tail, lvl, told, open, probe, last, next, toldAt, _, disputed, epoch,
    newest, ceil, ends = unpacked(redis.call('GET', KEYS[i]))
  if isRead and type(n) == 'number' then
    local name = KEYS[1] .. ':l:' .. string.sub(KEYS[i], #KEYS[1] + 4)
    local log, list = redis.call('ZRANGE', name, 0, -1, 'WITHSCORES'), {}
    for j = 1, #log, 2 do
      list[#list + 1] = exact(tonumber(log[j + 1]))
      list[#list + 1] = exact(tonumber(string.match(log[j], ':(.+)$')))
    end
    buckets[#buckets + 1] = {
      KEYS[i], exact(n), exact(h), exact(r), exact(g), exact(fly), exact(tail), exact(lvl), exact(told), exact(open),
      exact(last), exact(next), exact(toldAt), exact(epoch), exact(newest), disputed and '1' or '0',
      tostring(probe or ''), numbers(ceil), numbers(ends), list,
    }
  else
    buckets[#buckets + 1] = { KEYS[i] }
  end
end
out[4] = buckets
return out
