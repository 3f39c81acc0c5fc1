// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// A real program: Lua compiles and runs a script.

#include <stdlib.h>
#include "kernel.h"
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"

static const char script[] =
    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end\n"
    "local sum = fib(16)\n"
    "local t = {}\n"
    "for i = 1, 1000 do t[i] = i * 7919 % 1009 end\n"
    "table.sort(t, function(a, b) return a > b end)\n"
    "for i, v in ipairs(t) do sum = sum + i * v end\n"
    "local words = {}\n"
    "for w in (('the quick brown fox jumps over the lazy dog '):rep(20)):gmatch('%a+') do\n"
    "  words[w] = (words[w] or 0) + 1\n"
    "end\n"
    "for _, w in ipairs({'the', 'fox', 'dog'}) do sum = sum * 31 + words[w] end\n"
    "local Point = {}; Point.__index = Point\n"
    "Point.__add = function(a, b) return setmetatable({x = a.x + b.x, y = a.y + b.y}, Point) end\n"
    "local p = setmetatable({x = 0, y = 0.5}, Point)\n"
    "for i = 1, 500 do p = p + setmetatable({x = i, y = i / 2}, Point) end\n"
    "local parts = {}\n"
    "for i = 1, 200 do parts[#parts + 1] = string.format('%d:%x', i, i * i) end\n"
    "return sum + p.x + p.y // 1 + #table.concat(parts, ',')\n";

static int fail(lua_State *L) {
  (void)L;
  abort();
}

EXPORT("run") u32 run(u32 n) {
  u32 sum = 0;
  for (u32 i = 0; i < n; i++) {
    lua_State *L = luaL_newstate();
    lua_atpanic(L, fail);
    luaL_requiref(L, "_G", luaopen_base, 1);
    luaL_requiref(L, "string", luaopen_string, 1);
    luaL_requiref(L, "table", luaopen_table, 1);
    lua_settop(L, 0);
    if (luaL_loadstring(L, script)) return 0;
    lua_call(L, 0, 1);
    sum = sum * 31 + (u32)(i64)lua_tonumber(L, -1);
    lua_close(L);
  }
  return sum;
}
