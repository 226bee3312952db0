#!lua
-- One step of one session of a ledger: docs/ledger-protocol.md. The twin of LedgerState.exchange, statement by
-- statement: both give the same replies.
--
-- KEYS: 1 ledger, 2 sessions (hash), 3 their deadlines (sorted set), 4 who waits (sorted set), then the buckets of the
-- request. A bucket's log has 'l' in place of its key's 'b'. All keys bear the same {tag}.
-- ARGV: 1 the request, as the protocol lays it out: one text of JSON is read in less time than its numbers one by one.
-- Times are microseconds, clients send no points in time.
local sid, seq, epoch, lost, former, lease, quiet, horizon, patience, quantum, connection, engine, asked, wanted =
  unpack(cjson.decode(ARGV[1]))
-- `tostring` would round large numbers, '%d' where a machine's word is too short; '%.0f' takes four times as long.
local whole = string.format('%d', 4503599627370496) == '4503599627370496' and '%d' or '%.0f'
local function exact(value) return string.format(whole, value) end
-- Levels wrap around before they would not be exact any more.
local modulus = 4503599627370496
local function before(a, b)
  local distance = (b - a) % modulus
  return distance > 0 and distance < modulus / 2
end
local L, S, Z, W = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local hasLost, isNewConnection = lost == 1, connection == 1

-- What is kept stands in a fixed order and without names, which is packed in half the time: read.lua reads it, too.
local longAgo, never = -1e15, 4503599627370496
local function openLedger(raw)
  local l = { last = 0, offset = 0, quietUntil = 0, epoch = false, run = false, longest = 0, due = 0, waits = 33 }
  if raw then l.last, l.offset, l.quietUntil, l.epoch, l.run, l.longest, l.due, l.waits = cmsgpack.unpack(raw) end
  return l
end
local function packedLedger(l)
  return cmsgpack.pack(l.last, l.offset, l.quietUntil, l.epoch, l.run, l.longest, l.due, l.waits)
end
local function openSession(raw)
  local s = { seq = 0, deadline = 0, listed = 0, at = false, fly = {}, probes = {}, rules = {}, wait = false, rep = '' }
  if raw then s.seq, s.deadline, s.listed, s.at, s.fly, s.probes, s.rules, s.wait, s.rep = cmsgpack.unpack(raw) end
  return s
end
local function packedSession(s)
  return cmsgpack.pack(s.seq, s.deadline, s.listed, s.at, s.fly, s.probes, s.rules, s.wait, s.rep)
end
local function session(name)
  local raw = redis.call('HGET', KEYS[2], name)
  return raw and openSession(raw)
end
local function openBucket(raw, rule)
  local b = { n = rule and rule.n, h = rule and rule.h, r = rule and rule.r, g = 0, fly = 0, held = 0, first = 0,
    slot = 0, sum = 0, renew = 0, tail = longAgo, lvl = 0, told = 0, open = 0, probe = '', last = longAgo,
    next = longAgo, toldAt = false, teller = '', disputed = false, epoch = '', newest = false, ceil = {}, ends = {} }
  if raw then
    b.n, b.h, b.r, b.g, b.fly, b.held, b.first, b.slot, b.sum, b.renew, b.tail, b.lvl, b.told, b.open, b.probe, b.last,
      b.next, b.toldAt, b.teller, b.disputed, b.epoch, b.newest, b.ceil, b.ends = cmsgpack.unpack(raw)
  end
  return b
end
local function packedBucket(b)
  return cmsgpack.pack(b.n, b.h, b.r, b.g, b.fly, b.held, b.first, b.slot, b.sum, b.renew, b.tail, b.lvl, b.told, b.open,
    b.probe, b.last, b.next, b.toldAt, b.teller, b.disputed, b.epoch, b.newest, b.ceil, b.ends)
end

-- The clock: where it was set back, the ledger's own goes on from where it was.
local t = redis.call('TIME')
local raw = t[1] * 1000000 + t[2]
local stored = redis.call('GET', L)
local ledger = openLedger(stored)
if raw + ledger.offset < ledger.last then ledger.offset = ledger.last - raw end
local now = raw + ledger.offset
ledger.last = now

local me = session(sid)
if me and me.seq == seq then return cmsgpack.unpack(me.rep) end     -- The reply was lost.

-- Buckets, as far as they are touched.
local buckets, order = {}, {}
local function bucket(key, rule)
  local b = buckets[key]
  if b then return b end
  local raw = redis.call('GET', key)
  if not raw and not rule then return nil end
  b = openBucket(raw, rule)
  b.key, b.log = key, L .. ':l:' .. string.sub(key, #L + 4)
  buckets[key] = b
  order[#order + 1] = b
  return b
end

-- Losses.
local run = ledger.run
if engine ~= 'durable' and (isNewConnection or not run) then
  run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end
local isOther = ledger.run and run ~= ledger.run and engine ~= 'durable'
local reports = {}
for i, list in ipairs(asked) do
  local n, h, r, toldAge, g, seen, adopted, returned, settled, told, open, probe, ceil, ends = unpack(list)
  reports[i] = { key = KEYS[4 + i], n = n, h = h, r = r, toldAge = toldAge, g = g, seen = seen, adopted = adopted,
    returned = returned, settled = settled, told = told, open = open, probe = probe, ceil = ceil, ends = ends }
end
if not ledger.epoch then
  ledger.epoch = exact(now)
  -- A ledger that the server does not know may have been lost with all that it held: whoever comes first, comes late.
  if hasLost or epoch ~= '' or seq > 1 or engine == 'auto' then ledger.quietUntil = now + quiet end
else
  local isBehind = false
  if epoch == ledger.epoch then
    for _, r in ipairs(reports) do
      local b = r.seen >= 0 and bucket(r.key)
      if r.seen >= 0 and (b and before(b.lvl, r.seen) or not b and r.seen > 0) then isBehind = true end
    end
  end
  if isOther or (hasLost and epoch == ledger.epoch) or isBehind then
    ledger.epoch = exact(math.max(now, tonumber(ledger.epoch) + 1))
    ledger.quietUntil = math.max(ledger.quietUntil, now + quiet)
  end
end
ledger.run = run
-- Nothing of a session may outlive its buckets, nor the other way round. That there is a ledger is known for long.
local longest, known = math.max(3600000, ledger.longest), 2592000000
local isLonger, isRenewed = false, not stored or seq % 16 == 1 or lease > 60000000
-- To tell a key's lifetime costs as much as to write it, so it is told anew when an eighth of it is over.
local function keep(key, value, lifetime)
  if lifetime then
    redis.call('SET', key, value, 'PX', exact(lifetime))
  else
    redis.call('SET', key, value, 'KEEPTTL')
  end
end
local function keepLedger()
  keep(L, packedLedger(ledger), (isLonger or isRenewed) and math.max(longest, known))
end
local function gone()
  keepLedger()
  return { 'GONE', sid, seq, ledger.epoch }
end
if seq ~= (me and me.seq or 0) + 1 then return gone() end
if epoch ~= '' and epoch ~= ledger.epoch and not hasLost then return gone() end

-- Units. A log holds, in order of time, what was settled in slots of a 1024th of the hold: members are stamp and sum.
-- Its bucket knows the sum (`held`), an instant before which the log has nothing (`first`), and the newest slot with
-- its sum, so that most steps need not read the log. Where the log is empty, `slot` is 0.
local function entry(member)
  local stamp, amount = string.match(member, '^(.*):(.*)$')
  return tonumber(stamp), tonumber(amount)
end
local function add(b, amount, stamp)
  local width = math.max(1, math.floor(b.h / 1024))
  local slot = math.ceil(stamp / width) * width
  local name, sum, old = exact(slot), amount, nil
  if slot == b.slot then
    sum, old = amount + b.sum, name .. ':' .. exact(b.sum)
  elseif slot < b.slot then
    old = redis.call('ZRANGEBYSCORE', b.log, name, name)[1]
    if old then
      local _, before = entry(old)
      sum = sum + before
    end
  end
  redis.call('ZADD', b.log, name, name .. ':' .. exact(sum))
  -- Behind it: a log that is empty in between would live for good.
  if old then redis.call('ZREM', b.log, old) end
  if b.slot == 0 then b.first, b.renew = slot, 0 end
  b.first = math.min(b.first, slot)
  if slot >= b.slot then b.slot, b.sum = slot, sum end
  b.held = b.held + amount
end
-- What the log has up to an instant is taken out of it.
local function take(b, through)
  local taken, count = {}, 16
  while b.slot > 0 and b.first <= through and count == 16 do
    local list = redis.call('ZRANGE', b.log, #taken, #taken + 15)
    count = 0
    for _, member in ipairs(list) do
      local stamp, amount = entry(member)
      b.first = stamp
      if stamp > through then break end
      taken[#taken + 1] = { amount, stamp }
      b.held, count = b.held - amount, count + 1
    end
    -- The log may be gone, of a bucket that nobody used for long.
    if count == #list and count < 16 then b.slot, b.held = 0, 0 end
  end
  if #taken > 0 then redis.call('ZREMRANGEBYRANK', b.log, 0, #taken - 1) end
  return taken
end
local function refillTime(b, amount) return math.min(math.ceil(amount * b.h / math.max(1, b.n)), 1125899906842624) end
local function queue(b, amount, stamp)
  b.tail = math.min(math.max(b.tail, stamp) + refillTime(b, amount), 3377699720527872)
end
local function queued(b)
  if b.r == 0 or b.tail <= now or b.h <= 0 then return 0 end
  return math.ceil((b.tail - now) * b.n / b.h)
end
local function settle(b, amount, stamp)
  if amount <= 0 or stamp + b.h <= now then return end
  if b.r == 1 and stamp <= now then return queue(b, amount, stamp) end
  add(b, amount, stamp)
end
local function dropCeilings(b)
  local left = {}
  for _, c in ipairs(b.ceil) do if c[3] > now then left[#left + 1] = c end end
  b.ceil = left
end
local function forget(b)
  while b.ends[1] and b.ends[1][2] <= now do
    take(b, table.remove(b.ends, 1)[1])
  end
  local over = take(b, b.r == 1 and now or now - b.h)
  if b.r == 1 then
    for _, gone in ipairs(over) do queue(b, gone[1], gone[2]) end
  end
  dropCeilings(b)
end
local function keepTo(b, n, h, r)
  if b.n == n and b.h == h and b.r == r then return end
  local left, was = queued(b), b.r
  b.n, b.h, b.r = n, h, r
  if r == 1 then
    b.tail = now + refillTime(b, left)
    if was == 0 then
      for _, gone in ipairs(take(b, math.huge)) do queue(b, gone[1], now) end
    end
  elseif left > 0 then
    add(b, left, now)
  end
end

-- Sessions that are over.
local freed, isForAll = {}, false
local function publish()
  if isForAll then
    redis.call('PUBLISH', L .. ':n', '')
  elseif next(freed) then
    -- Room is for who has waited longest for it.
    local first = nil
    for _, name in ipairs(redis.call('ZRANGE', W, 0, 31)) do
      local waiter = not first and name ~= sid and session(name)
      for key in pairs(waiter and waiter.wait and waiter.wait.want or {}) do first = first or freed[key] and name end
    end
    if first then redis.call('PUBLISH', L .. ':n', first) end
  end
end
-- The ledger knows how many wait: mostly nobody.
local function leave(name) ledger.waits = ledger.waits - redis.call('ZREM', W, name) end
local function drop(name)
  redis.call('HDEL', S, name)
  redis.call('ZREM', Z, name)
  leave(name)
end
-- No session's deadline comes before `due`.
local function list(name, deadline)
  redis.call('ZADD', Z, exact(deadline), name)
  ledger.due = math.min(ledger.due, deadline)
end
-- What a session has in flight is no longer so: lost, if it did not say so itself, until a grace after its deadline.
local function close(name, ended, isLost)
  for key, amount in pairs(ended.fly) do
    local b = bucket(key)
    if b then
      b.fly = b.fly - amount
      if isLost then settle(b, amount, ended.deadline + b.g) end
    end
    if isLost then freed[key] = true end
  end
  for key in pairs(ended.probes) do
    local b = bucket(key)
    if b and b.probe == name then b.probe = '' end
    if isLost then freed[key] = true end
  end
  drop(name)
end
if former ~= '' and former ~= sid then
  local last = session(former)
  if last then close(former, last, false) end
end
local over = {}
if now >= ledger.due then
  local listed = redis.call('ZRANGE', Z, 0, 16, 'WITHSCORES')
  ledger.due = never
  for i = 1, #listed, 2 do
    local name, due = listed[i], tonumber(listed[i + 1])
    if due > now or i > 32 then
      ledger.due = math.min(ledger.due, due)
    elseif name ~= sid then
      local other = session(name)
      if not other then
        drop(name)
      elseif other.deadline > now then
        list(name, other.deadline)
      else
        over[#over + 1] = { name, other }
      end
    end
  end
end
table.sort(over, function(a, b)
  if a[2].deadline ~= b[2].deadline then return a[2].deadline < b[2].deadline end
  return a[1] < b[1]
end)
for _, ended in ipairs(over) do close(ended[1], ended[2], true) end
local function keepBuckets()
  for _, b in ipairs(order) do
    longest = math.max(longest, math.ceil((b.h + b.g + lease) / 1000) * 2)
  end
  isLonger, ledger.longest = longest > ledger.longest, longest
  for _, b in ipairs(order) do
    local isDue = isLonger or now >= b.renew
    if isDue then
      if b.slot > 0 then redis.call('PEXPIRE', b.log, exact(longest)) end
      b.renew = now + longest * 125
    end
    keep(b.key, packedBucket(b), isDue and longest)
  end
end
if me and me.deadline <= now then
  close(sid, me, true)
  keepBuckets()
  publish()
  return gone()
end
me = me or openSession()

-- What became of what the session had.
local mine = {}
local function strictest(key, r)
  local n, h, refilled = r.n, r.h, r.r
  local all = redis.call('HGETALL', S)
  for i = 1, #all, 2 do
    local rule = all[i] ~= sid and openSession(all[i + 1]).rules[key]
    if rule then n, h, refilled = math.min(n, rule[1]), math.max(h, rule[2]), math.min(refilled, rule[3]) end
  end
  return n, h, refilled
end
for i, r in ipairs(reports) do
  local b = bucket(r.key, r)
  mine[i] = b
  -- Levels of an earlier life of the ledger mean nothing in this one.
  if b.epoch ~= ledger.epoch then b.epoch, b.ceil, b.newest = ledger.epoch, {}, false end
  if r.toldAge >= 0 then
    if not b.toldAt or b.teller == sid or b.toldAt <= now - r.toldAge then
      b.toldAt, b.teller = math.max(b.toldAt or -1e15, now - r.toldAge), sid
      keepTo(b, r.n, r.h, r.r)
    end
  else
    me.rules[r.key] = { r.n, r.h, r.r }
    if not b.toldAt and (b.disputed or b.n ~= r.n or b.h ~= r.h or b.r ~= r.r) then
      local n, h, refilled = strictest(r.key, r)
      b.disputed = n ~= r.n or h ~= r.h or refilled ~= r.r
      keepTo(b, n, h, refilled)
    end
  end
  b.g = math.max(r.g, 0)
  local had = (me.fly[r.key] or 0) + r.adopted
  local returned = math.min(r.returned, had)
  had = had - returned
  b.fly, b.lvl = b.fly + r.adopted - returned, (b.lvl + r.adopted) % modulus
  for _, settled in ipairs(r.settled) do
    local amount = math.min(settled[1], had)
    had, b.fly = had - amount, b.fly - amount
    settle(b, amount, now - settled[2])
  end
  me.fly[r.key] = had > 0 and had or nil
  if returned > 0 or (b.h == 0 and #r.settled > 0) or r.probe > 0 then freed[r.key] = true end
  if r.told >= 0 or r.probe == 1 then isForAll = true end
  if r.probe > 0 and (b.probe == sid or (b.probe == '' and r.probe == 1)) then
    b.probe = ''
    me.probes[r.key] = nil
    if r.probe == 1 and now >= b.open then b.told, b.open = 0, 0 end
  end
  if r.told >= 0 and now + r.told > b.told then
    b.told, b.open = now + r.told, math.max(b.open, now + r.open)
  end
  if #r.ceil > 0 then dropCeilings(b) end
  for _, c in ipairs(r.ceil) do
    if r.n == 0 and r.h == 0 and c[2] < 1000000 then isForAll = true end
    local mark, remaining, since = c[1], c[2], now - c[3]
    local stop = since + c[4]
    if stop > now then
      if b.newest and before(mark, b.newest) then
        local level, isLowest = (b.newest + remaining) % modulus, #b.ceil > 0
        for _, other in ipairs(b.ceil) do if not before(level, other[1]) then isLowest = false end end
        if isLowest then
          b.ceil[#b.ceil + 1] = { level, since, stop }
          if #b.ceil > 16 then
            local last = table.remove(b.ceil)
            b.ceil[16] = { last[1], last[2], math.max(last[3], b.ceil[16][3]) }
          end
        end
      else
        b.newest, b.ceil = mark % modulus, { { (mark + remaining) % modulus, since, stop } }
      end
    end
  end
  for _, e in ipairs(me.at and r.ends or {}) do
    local through, due = me.at + e[1], now + e[2]
    local last = b.ends[#b.ends]
    if b.h > 0 and e[2] > 0 and through < due and #b.ends < 2 and (not last or through > last[2]) then
      b.ends[#b.ends + 1] = { through, due }
    end
  end
  forget(b)
end

-- Who waits longer, and is still there, comes first.
local wants, oldest, later = {}, 0, 0
for k, list in ipairs(wanted) do
  local want = { count = list[1], age = list[2], later = list[3], parts = {} }
  for j, part in ipairs(list[4]) do
    want.parts[j] = { b = mine[part[1]], cost = part[2], before = part[3], after = part[4] }
  end
  wants[k] = want
  oldest, later = math.max(oldest, want.age), math.max(later, want.later)
end
local reserved, none = {}, {}
local rank = now - oldest
local listed = ledger.waits > 0 and redis.call('ZRANGE', W, 0, 32, 'WITHSCORES') or {}
local others = #listed / 2
-- The list may be gone, of a ledger that nobody used for long.
if others < 33 then ledger.waits = others end
others = ledger.waits
for i = 1, #listed, 2 do
  local name = listed[i]
  if name == sid then
    others = others - 1
  elseif #wants > 0 and i < 65 and tonumber(listed[i + 1]) < rank then
    local other = session(name)
    if not other or not other.wait or other.wait.told + patience < now then
      leave(name)
      others = others - 1
    else
      for key, amount in pairs(other.wait.want) do reserved[key] = (reserved[key] or 0) + amount end
    end
  end
end
local isCrowded = others > 0
if not next(reserved) then none = reserved end
local most = isCrowded and quantum or math.huge

-- When a request may start as far as a bucket is concerned, and whether that can be foreseen.
local function covering(b, missing)
  if missing > b.held then return nil end
  while b.seen < missing do
    if not b.page or b.row > #b.page then
      b.page, b.row = redis.call('ZRANGE', b.log, b.from, b.from + b.size - 1), 1
      b.from, b.size = b.from + b.size, math.min(128, b.size * 4)
      if #b.page == 0 then return nil end
    end
    local stamp, amount = entry(b.page[b.row])
    b.seen, b.stamp, b.row = b.seen + amount, stamp, b.row + 1
  end
  return b.stamp
end
local function rewind(b) b.seen, b.stamp, b.from, b.size, b.page, b.row = 0, 0, 0, 4, nil, 1 end
local function availability(part, kept)
  local b, start, bound, isOpen = part.b, now, now, true
  if part.cost > 0 then
    local missing = b.fly + b.held + queued(b) + (kept[b.key] or 0) + part.cost - b.n
    if missing > 0 then
      local free = nil
      if b.r == 1 then
        if missing <= queued(b) then free = now + refillTime(b, missing) end
      else
        if kept ~= part.kept or missing < (part.missing or 0) then rewind(b) end
        part.kept, part.missing = kept, missing
        local stamp = covering(b, missing)
        free = stamp and stamp + b.h
      end
      if free then
        start = math.max(now, free)
        bound = start
      else
        bound, isOpen = now + b.h, false
        start = b.h > 0 and bound or now + 500000
      end
      local stop = b.r == 0 and b.ends[1]
      if stop then
        local sum = 0
        for _, member in ipairs(redis.call('ZRANGEBYSCORE', b.log, '-inf', exact(stop[1]))) do
          local _, amount = entry(member)
          sum = sum + amount
        end
        if sum >= missing then
          start, isOpen = math.min(start, stop[2]), true
          bound = start
        end
      end
    end
    local later = math.max(b.next, b.last + part.before)
    local level = (b.lvl + part.cost) % modulus
    for _, c in ipairs(b.ceil) do
      if before(c[1], level) then
        local free = c[3]
        if b.r == 1 then free = math.min(free, c[2] + refillTime(b, (level - c[1]) % modulus)) end
        later = math.max(later, free)
      end
    end
    start, bound = math.max(start, later), math.max(bound, later)
  end
  if b.open > 0 then
    if now < b.open then
      start, bound, isOpen = math.max(start, b.open), math.max(bound, b.open), false
    elseif b.probe ~= '' then
      start, isOpen = math.max(start, now + 250000), false
    end
  end
  return start, bound, isOpen
end
local function startOf(want, kept)
  local start, isOpen = math.max(now, ledger.quietUntil), ledger.quietUntil <= now
  local bound = start
  for _, part in ipairs(want.parts) do
    local partStart, partBound, partIsOpen = availability(part, kept)
    start, bound, isOpen = math.max(start, partStart), math.max(bound, partBound), isOpen and partIsOpen
  end
  return start, bound, isOpen
end

-- What is granted.
local out = { 'OK', sid, seq, now, ledger.epoch, math.max(0, ledger.quietUntil - now) }
local line, granted = nil, 0
for _, want in ipairs(wants) do
  local count, place, nextStart, lower = 0, #out + 1, -1, -1
  for _, part in ipairs(want.parts) do rewind(part.b) end
  while count < want.count do
    local start, _, isOpen = startOf(want, reserved)
    if not isOpen or start > now + horizon or granted >= most then
      nextStart = math.max(2000, start - now - (isOpen and math.floor(horizon / 10) * 8 or 0))
      local _, bound = startOf(want, none)
      lower = math.max(0, bound - now)
      break
    end
    granted = granted + 1
    for _, part in ipairs(want.parts) do
      local b = part.b
      if b.open > 0 and now >= b.open then
        b.probe = sid
        me.probes[b.key] = true
      end
      if part.cost > 0 then
        b.fly, b.lvl = b.fly + part.cost, (b.lvl + part.cost) % modulus
        me.fly[b.key] = (me.fly[b.key] or 0) + part.cost
        if part.before > 0 or part.after > 0 then b.last, b.next = start, math.max(b.next, start + part.after) end
      end
    end
    count = count + 1
    out[place + count] = start - now
  end
  out[place] = count
  local open = want.count - count
  if open > 0 then
    line = line or { told = now, want = {} }
    line.told = math.max(line.told, now + nextStart)
    -- In buckets that do not keep it nothing is kept for it, where others could use it meanwhile.
    local start = startOf(want, reserved)
    for _, part in ipairs(want.parts) do
      local key, own = part.b.key, availability(part, reserved)
      if math.max(own, ledger.quietUntil) >= start - horizon then
        line.want[key] = (line.want[key] or 0) + math.min(open, quantum) * part.cost
      end
    end
  end
  out[#out + 1] = nextStart
  out[#out + 1] = lower
end
for _, b in ipairs(mine) do
  local n, h, left = b.n, b.h, b.ceil[1]
  -- Of what nobody declared: what responses said is left, and for how long.
  if n == 0 and h == 0 and left then
    n, h = before(b.lvl, left[1]) and (left[1] - b.lvl) % modulus or 0, left[3] - now
  end
  out[#out + 1] = b.open > 0 and math.max(0, b.open - now) or -1
  out[#out + 1] = b.lvl
  out[#out + 1] = n
  out[#out + 1] = h
  out[#out + 1] = b.fly
  out[#out + 1] = b.held + queued(b)
end

-- What is kept.
local stood = me.wait
me.seq, me.at, me.rep, me.wait, me.deadline = seq, now, cmsgpack.pack(out), line or false, now + lease
if granted >= quantum then rank = now - later end
if line then
  local added = redis.call('ZADD', W, exact(rank), sid)
  ledger.waits = ledger.waits + added
  if added == 1 and ledger.waits == 1 then redis.call('PEXPIRE', W, exact(longest)) end
elseif stood then
  leave(sid)
end
if me.deadline - me.listed > lease / 8 then
  list(sid, me.deadline)
  me.listed = me.deadline
end
redis.call('HSET', S, sid, packedSession(me))
keepBuckets()
keepLedger()
if isLonger or isRenewed then
  for _, key in ipairs({ S, Z, W }) do redis.call('PEXPIRE', key, exact(longest)) end
end
publish()
return out
