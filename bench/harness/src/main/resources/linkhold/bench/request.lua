-- Makes the calls of a Request for wrk. Environment variables describe the request.
local method = os.getenv("BENCH_METHOD")
local path = os.getenv("BENCH_PATH")
local body = os.getenv("BENCH_BODY")
local header = os.getenv("BENCH_HEADER")
local ids = tonumber(os.getenv("BENCH_IDS"))
local prefix = os.getenv("BENCH_PREFIX")

local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local base = {}
local tokens = {}
local count = 0
function init()
  math.randomseed(os.time() * 100 + number)
  for line in io.lines(os.getenv("BENCH_TOKENS")) do
    tokens[#tokens + 1] = "Bearer " .. line
  end
  if body then base["Content-Type"] = "application/json" end
  if header then
    local name, value = header:match("^(.-): (.*)$")
    base[name] = value
  end
end

local function filled(template, n)
  if not template then return nil end
  if template:find("{n}", 1, true) then template = template:gsub("{n}", n) end
  if template:find("{id}", 1, true) then template = template:gsub("{id}", math.random(ids)) end
  return template
end

function request()
  count = count + 1
  -- The prefix has ten digits, the thread one and the call eight.
  local n = string.format("%s%d%08d", prefix, number, count)
  base["Authorization"] = tokens[count % #tokens + 1]
  return wrk.format(method, filled(path, n), base, filled(body, n))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("BENCH %d %d %d %.3f %.3f\n", summary.duration, summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
