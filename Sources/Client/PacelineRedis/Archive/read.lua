-- Reads a ledger whole, and writes nothing: what exchange.lua keeps, as lists of texts.
--
-- KEYS: 1 ledger, 2 sessions (hash), 3 who waits (sorted set), then its buckets. A bucket's log has 'l' in place
-- of its key's 'b'.
-- Returns the clock, the ledger, its sessions and its buckets; nothing when there is no ledger. What cannot be read is
-- left out, except of a bucket its key.
local function exact(value) return type(value) == 'number' and string.format('%.0f', value) or tostring(value or '') end
local function unpacked(raw)
  if not raw then return nil end
  local isRead, value = pcall(cmsgpack.unpack, raw)
  return isRead and type(value) == 'table' and value or nil
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
    for _, number in ipairs(entry) do list[#list + 1] = exact(number) end
  end
  return list
end

local raw = redis.call('GET', KEYS[1])
if not raw then return {} end
local ledger = unpacked(raw)
if not ledger then return { 'damaged' } end
local t = redis.call('TIME')
local out = {
  exact(t[1] * 1000000 + t[2]), { exact(ledger.last), exact(ledger.offset), exact(ledger.quietUntil), exact(ledger.epoch) },
}

local all, sessions = redis.call('HGETALL', KEYS[2]), {}
for i = 1, #all, 2 do
  local s = unpacked(all[i + 1])
  if s then
    local rank, wait = redis.call('ZSCORE', KEYS[3], all[i]), type(s.wait) == 'table' and s.wait or {}
    local probes = {}
    for key in pairs(s.probes or {}) do probes[#probes + 1] = tostring(key) end
    sessions[#sessions + 1] = {
      all[i], exact(s.seq), exact(s.deadline), pairsOf(s.fly), probes, rank and exact(tonumber(rank)) or '', exact(wait.told),
      pairsOf(wait.want),
    }
  end
end
out[3] = sessions

local buckets = {}
for i = 4, #KEYS do
  local b = unpacked(redis.call('GET', KEYS[i]))
  if b then
    local log, list = redis.call('ZRANGE', KEYS[1] .. ':l:' .. string.sub(KEYS[i], #KEYS[1] + 4), 0, -1, 'WITHSCORES'), {}
    for j = 1, #log, 2 do
      list[#list + 1] = exact(tonumber(log[j + 1]))
      list[#list + 1] = exact(tonumber(string.match(log[j], ':(.+)$')))
    end
    buckets[#buckets + 1] = {
      KEYS[i], exact(b.n), exact(b.h), exact(b.r), exact(b.g), exact(b.fly), exact(b.tail), exact(b.lvl), exact(b.told),
      exact(b.open), exact(b.last), exact(b.next), exact(b.toldAt), exact(b.epoch), exact(b.newest),
      b.disputed and '1' or '0', tostring(b.probe or ''), numbers(b.ceil), numbers(b.ends), list,
    }
  else
    buckets[#buckets + 1] = { KEYS[i] }
  end
end
out[4] = buckets
return out
