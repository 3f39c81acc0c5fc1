// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
//
// Runs the Lua script given first; the other arguments are in the table arg.
//
// WASI has no setjmp, so a Lua error ends the program with its message.

#include <stdio.h>
#include <stdlib.h>
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"

static int fail(lua_State *L) {
  fprintf(stderr, "lua: %s\n", lua_tostring(L, -1));
  exit(1);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: lua SCRIPT ARGS...\n");
    return 2;
  }
  lua_State *L = luaL_newstate();
  lua_atpanic(L, fail);
  luaL_requiref(L, "_G", luaopen_base, 1);
  luaL_requiref(L, "string", luaopen_string, 1);
  luaL_requiref(L, "table", luaopen_table, 1);
  luaL_requiref(L, "math", luaopen_math, 1);
  luaL_requiref(L, "utf8", luaopen_utf8, 1);
  lua_newtable(L);
  for (int i = 1; i < argc; i++) {
    lua_pushstring(L, argv[i]);
    lua_rawseti(L, -2, i - 1);
  }
  lua_setglobal(L, "arg");
  if (luaL_loadfile(L, argv[1])) return fail(L);
  lua_call(L, 0, 0);
  lua_close(L);
  return 0;
}
