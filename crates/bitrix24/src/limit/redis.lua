-- One bucket: the moment, in microseconds of this server's clock, at which it will be empty.
-- The step is described at `Buckets::book` in limit/buckets.rs.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local empty_at = tonumber(redis.call('GET', KEYS[1]) or '0')

local function keep(moment)
    -- An empty bucket is the same as none.
    local life = math.max(1, math.ceil((moment - now) / 1000))
    redis.call('SET', KEYS[1], string.format('%.0f', moment), 'PX', string.format('%.0f', life))
end

local what = ARGV[1]
if what == 'book' then
    local interval, room = tonumber(ARGV[2]), tonumber(ARGV[3])
    local ahead, ceiling = tonumber(ARGV[4]), tonumber(ARGV[5])
    local start = math.min(math.max(empty_at, now), now + ceiling)
    local level = start + interval - now
    if level <= room + ahead then
        keep(start + interval)
        return { 1, level }
    end
    if start < empty_at then keep(start) end
    return { 0, start - now }
elseif what == 'give_back' then
    if empty_at > now then keep(empty_at - ARGV[2]) end
elseif what == 'fill' then
    keep(math.max(empty_at, now + ARGV[2]))
end
return { 0, 0 }
