#!lua
-- One step of one session of a ledger: docs/ledger-protocol.md. The twin of LedgerState.exchange, statement by
-- statement: both give the same replies.
--
-- KEYS: 1 ledger, 2 sessions (hash), 3 their deadlines (sorted set), 4 who waits (sorted set), then the buckets of the
-- request. A bucket's log has 'l' in place of its key's 'b'. All keys bear the same {tag}.
-- ARGV: the request, as the protocol lays it out. Times are microseconds, clients send no points in time.
local place = 0
local function text() place = place + 1; return ARGV[place] end
local function number() place = place + 1; return tonumber(ARGV[place]) end
-- `tostring` would round large numbers.
local function exact(value) return string.format('%.0f', value) end
-- Levels wrap around before they would not be exact any more.
local modulus = 4503599627370496
local function before(a, b)
  local distance = (b - a) % modulus
  return distance > 0 and distance < modulus / 2
end
local L, S, Z, W = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local sid, seq, epoch, hasLost, former = text(), number(), text(), number() == 1, text()
local lease, quiet, horizon, patience, quantum = number(), number(), number(), number(), number()
local isNewConnection, engine = number() == 1, text()

local function unpacked(raw) return raw and cmsgpack.unpack(raw) or nil end

-- The clock: where it was set back, the ledger's own goes on from where it was.
local t = redis.call('TIME')
local raw = t[1] * 1000000 + t[2]
local ledger = unpacked(redis.call('GET', L)) or { last = 0, offset = 0, quietUntil = 0, epoch = false, run = false }
if raw + ledger.offset < ledger.last then ledger.offset = ledger.last - raw end
local now = raw + ledger.offset
ledger.last = now

local me = unpacked(redis.call('HGET', S, sid))
if me and me.seq == seq then return me.rep end              -- The reply was lost.

-- Buckets, as far as they are touched.
local buckets, order = {}, {}
local function bucket(key, rule)
  local b = buckets[key]
  if b then return b end
  b = unpacked(redis.call('GET', key))
  if not b then
    if not rule then return nil end
    b = { n = rule.n, h = rule.h, r = rule.r, g = 0, fly = 0, held = 0, tail = -1e15, lvl = 0, told = 0, open = 0,
      probe = '', last = -1e15, next = -1e15, toldAt = false, teller = '', disputed = false, epoch = '', ceil = {}, newest = false, ends = {} }
  end
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
for i = 1, #KEYS - 4 do
  local r = { key = KEYS[4 + i], n = number(), h = number(), r = number(), toldAge = number(), g = number(),
    seen = number(), adopted = number(), returned = number(), settled = {}, ceil = {}, ends = {} }
  for j = 1, number() do r.settled[j] = { number(), number() } end
  r.told, r.open, r.probe = number(), number(), number()
  for j = 1, number() do r.ceil[j] = { number(), number(), number(), number() } end
  for j = 1, number() do r.ends[j] = { number(), number() } end
  reports[i] = r
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
local longest, known = math.max(3600000, ledger.longest or 0), 2592000000
local isLonger = false
local function keepLedger() redis.call('SET', L, cmsgpack.pack(ledger), 'PX', exact(math.max(longest, known))) end
local function gone()
  keepLedger()
  return { 'GONE', sid, exact(seq), ledger.epoch }
end
if seq ~= (me and me.seq or 0) + 1 then return gone() end
if epoch ~= '' and epoch ~= ledger.epoch and not hasLost then return gone() end

-- Units.
local function units(member) return tonumber(string.match(member, ':(.+)$')) end
local function add(b, log, amount, stamp)
  local width = math.max(1, math.floor(b.h / 1024))
  local slot = math.ceil(stamp / width) * width
  local there = redis.call('ZRANGEBYSCORE', log, exact(slot), exact(slot))[1]
  local sum = amount
  if there then
    sum = sum + units(there)
    redis.call('ZREM', log, there)
  end
  redis.call('ZADD', log, exact(slot), exact(slot) .. ':' .. exact(sum))
  b.added = true
end
local function refillTime(b, amount) return math.min(math.ceil(amount * b.h / math.max(1, b.n)), 1125899906842624) end
local function queue(b, amount, stamp) b.tail = math.min(math.max(b.tail, stamp) + refillTime(b, amount), 3377699720527872) end
local function queued(b)
  if b.r == 0 or b.tail <= now or b.h <= 0 then return 0 end
  return math.ceil((b.tail - now) * b.n / b.h)
end
local function settle(b, amount, stamp)
  if amount <= 0 or stamp + b.h <= now then return end
  if b.r == 1 and stamp <= now then return queue(b, amount, stamp) end
  add(b, b.log, amount, stamp)
  b.held = b.held + amount
end
local function take(log, through)
  local list = redis.call('ZRANGEBYSCORE', log, '-inf', through, 'WITHSCORES')
  local taken, sum = {}, 0
  for i = 1, #list, 2 do
    local amount = units(list[i])
    taken[#taken + 1] = { amount, tonumber(list[i + 1]) }
    sum = sum + amount
  end
  if #taken > 0 then redis.call('ZREMRANGEBYSCORE', log, '-inf', through) end
  return taken, sum
end
local function dropCeilings(b)
  local left = {}
  for _, c in ipairs(b.ceil) do if c[3] > now then left[#left + 1] = c end end
  b.ceil = left
end
local function forget(b)
  while b.ends[1] and b.ends[1][2] <= now do
    local _, sum = take(b.log, exact(table.remove(b.ends, 1)[1]))
    b.held = b.held - sum
  end
  if b.held > 0 then
    local over, sum = take(b.log, exact(b.r == 1 and now or now - b.h))
    b.held = b.held - sum
    if b.r == 1 then
      for _, entry in ipairs(over) do queue(b, entry[1], entry[2]) end
    end
    -- The log of a bucket that nobody used for long may be gone.
    if b.held > 0 and redis.call('EXISTS', b.log) == 0 then b.held = 0 end
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
      for _, entry in ipairs((take(b.log, '+inf'))) do queue(b, entry[1], now) end
      b.held = 0
    end
  elseif left > 0 then
    add(b, b.log, left, now)
    b.held = b.held + left
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
      local session = not first and name ~= sid and unpacked(redis.call('HGET', S, name))
      for key in pairs(session and session.wait and session.wait.want or {}) do first = first or freed[key] and name end
    end
    if first then redis.call('PUBLISH', L .. ':n', first) end
  end
end
local function drop(name)
  redis.call('HDEL', S, name)
  redis.call('ZREM', Z, name)
  redis.call('ZREM', W, name)
end
local function judge(name, session)
  for key, amount in pairs(session.fly) do
    local b = bucket(key)
    freed[key] = true
    if b then
      b.fly = b.fly - amount
      settle(b, amount, session.deadline + b.g)
    end
  end
  for key in pairs(session.probes or {}) do
    local b = bucket(key)
    freed[key] = true
    if b and b.probe == name then b.probe = '' end
  end
  drop(name)
end
if former ~= '' and former ~= sid then
  local session = unpacked(redis.call('HGET', S, former))
  if session then
    for key, amount in pairs(session.fly) do
      local b = bucket(key)
      if b then b.fly = b.fly - amount end
    end
    for key in pairs(session.probes or {}) do
      local b = bucket(key)
      if b and b.probe == former then b.probe = '' end
    end
    drop(former)
  end
end
local listed, over = redis.call('ZRANGEBYSCORE', Z, '-inf', exact(now), 'LIMIT', 0, 16), {}
for _, name in ipairs(listed) do
  if name ~= sid then
    local session = unpacked(redis.call('HGET', S, name))
    if not session then
      drop(name)
    elseif session.deadline > now then
      redis.call('ZADD', Z, exact(session.deadline), name)
    else
      over[#over + 1] = { name, session }
    end
  end
end
table.sort(over, function(a, b)
  if a[2].deadline ~= b[2].deadline then return a[2].deadline < b[2].deadline end
  return a[1] < b[1]
end)
for _, entry in ipairs(over) do judge(entry[1], entry[2]) end
local function keepBuckets()
  for _, b in ipairs(order) do
    longest = math.max(longest, math.ceil((b.h + b.g + lease) / 1000) * 2)
  end
  isLonger, ledger.longest = longest > (ledger.longest or 0), longest
  for _, b in ipairs(order) do
    local key, log, added = b.key, b.log, b.added
    b.key, b.log, b.added = nil, nil, nil
    redis.call('SET', key, cmsgpack.pack(b), 'PX', exact(longest))
    b.key, b.log = key, log
    if added then redis.call('PEXPIRE', log, exact(longest)) end
  end
end
if me and me.deadline <= now then
  judge(sid, me)
  keepBuckets()
  publish()
  return gone()
end
me = me or { seq = 0, fly = {}, rules = {}, probes = {} }

-- What became of what the session had.
local mine = {}
local function strictest(key, r)
  local n, h, refilled = r.n, r.h, r.r
  local all = redis.call('HGETALL', S)
  for i = 1, #all, 2 do
    local rule = all[i] ~= sid and cmsgpack.unpack(all[i + 1]).rules[key]
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
  for _, entry in ipairs(r.settled) do
    local amount = math.min(entry[1], had)
    had, b.fly = had - amount, b.fly - amount
    settle(b, amount, now - entry[2])
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
  for _, e in ipairs(me.rep and r.ends or {}) do
    local through, due = tonumber(me.rep[4]) + e[1], now + e[2]
    local last = b.ends[#b.ends]
    if b.h > 0 and e[2] > 0 and through < due and #b.ends < 2 and (not last or through > last[2]) then
      b.ends[#b.ends + 1] = { through, due }
    end
  end
  forget(b)
end

-- Who waits longer, and is still there, comes first.
local wants, oldest, later = {}, 0, 0
for k = 1, number() do
  local want = { count = number(), age = number(), later = number(), parts = {} }
  for j = 1, number() do want.parts[j] = { b = mine[number()], cost = number(), before = number(), after = number() } end
  wants[k] = want
  oldest, later = math.max(oldest, want.age), math.max(later, want.later)
end
local reserved, none = {}, {}
local rank = now - oldest
if #wants > 0 then
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', W, '-inf', '(' .. exact(rank), 'LIMIT', 0, 32)) do
    if other ~= sid then
      local session = unpacked(redis.call('HGET', S, other))
      if not session or not session.wait or session.wait.told + patience < now then
        redis.call('ZREM', W, other)
      else
        for key, amount in pairs(session.wait.want) do reserved[key] = (reserved[key] or 0) + amount end
      end
    end
  end
end
local waiting = redis.call('ZCARD', W)
local isCrowded = waiting > 1 or (waiting == 1 and not redis.call('ZSCORE', W, sid))
local most = isCrowded and quantum or math.huge

-- When a request may start as far as a bucket is concerned, and whether that can be foreseen.
local function covering(b, missing)
  if missing > b.held then return nil end
  while b.sum < missing do
    if not b.page or b.row > #b.page then
      b.page, b.row = redis.call('ZRANGE', b.log, b.from, b.from + b.size - 1, 'WITHSCORES'), 1
      b.from, b.size = b.from + b.size, math.min(128, b.size * 4)
      if #b.page == 0 then return nil end
    end
    b.sum, b.stamp = b.sum + units(b.page[b.row]), tonumber(b.page[b.row + 1])
    b.row = b.row + 2
  end
  return b.stamp
end
local function rewind(b) b.sum, b.stamp, b.from, b.size, b.page, b.row = 0, 0, 0, 4, nil, 1 end
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
        for _, member in ipairs(redis.call('ZRANGEBYSCORE', b.log, '-inf', exact(stop[1]))) do sum = sum + units(member) end
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
local out = { 'OK', sid, exact(seq), exact(now), ledger.epoch, exact(math.max(0, ledger.quietUntil - now)) }
local line, granted = nil, 0
for _, want in ipairs(wants) do
  local starts, nextStart, lower = {}, -1, -1
  for _, part in ipairs(want.parts) do rewind(part.b) end
  while #starts < want.count do
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
    starts[#starts + 1] = exact(start - now)
  end
  local open = want.count - #starts
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
  out[#out + 1] = table.concat(starts, ' ')
  out[#out + 1] = exact(nextStart)
  out[#out + 1] = exact(lower)
end
for _, b in ipairs(mine) do
  out[#out + 1] = b.open > 0 and exact(math.max(0, b.open - now)) or '-1'
  out[#out + 1] = exact(b.lvl)
  out[#out + 1] = exact(b.n)
  out[#out + 1] = exact(b.h)
  out[#out + 1] = exact(b.fly)
  out[#out + 1] = exact(b.held + queued(b))
end

-- What is kept. The readers' places of the logs are none of it.
for _, b in ipairs(order) do b.sum, b.stamp, b.from, b.size, b.page, b.row = nil, nil, nil, nil, nil, nil end
local stood = me.wait ~= nil
me.seq, me.rep, me.wait, me.deadline = seq, out, line, now + lease
if granted >= quantum then rank = now - later end
if line then redis.call('ZADD', W, exact(rank), sid) elseif stood then redis.call('ZREM', W, sid) end
if not me.listed or me.deadline - me.listed > lease / 8 then
  redis.call('ZADD', Z, exact(me.deadline), sid)
  me.listed = me.deadline
end
redis.call('HSET', S, sid, cmsgpack.pack(me))
keepBuckets()
keepLedger()
if isLonger or seq % 16 == 1 or lease > 60000000 then for _, key in ipairs({ S, Z, W }) do redis.call('PEXPIRE', key, exact(longest)) end end
publish()
return out
