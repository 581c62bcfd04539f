-- Posts leave a feed (KEYS[1]); those who look at it (the channel ARGV[1]) are told of each that was in it.
-- Then follow pairs: a post, and the post it boosts or nothing.
-- Mirrors FeedManager#remove_from_feed. Ids are texts here: a number of Lua would round them.
local feed, channel = KEYS[1], ARGV[1]
local reblogs = feed .. ':reblogs'
for i = 2, #ARGV, 2 do
  local post, boosted = ARGV[i], ARGV[i + 1]
  if boosted == '' then
    redis.call('DEL', reblogs .. ':' .. post)
    redis.call('ZREM', reblogs, post)
  elseif redis.call('ZSCORE', feed, post) then
    -- A feed shows a post once, by its first boost; the lowest of the others takes the place.
    local others = reblogs .. ':' .. boosted
    redis.call('SREM', others, post)
    redis.call('ZREM', reblogs, boosted)
    local lowest
    for _, other in ipairs(redis.call('SMEMBERS', others)) do
      if not lowest or #other < #lowest or (#other == #lowest and other < lowest) then lowest = other end
    end
    if lowest then
      redis.call('ZADD', feed, lowest, lowest)
      redis.call('ZADD', reblogs, lowest, boosted)
    end
  end
  if redis.call('ZREM', feed, post) == 1 then
    redis.call('PUBLISH', channel, '{"event":"delete","payload":"' .. post .. '"}')
  end
end
