// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// A real program: SQLite builds a database in memory, changes it and asks it questions.

#include "kernel.h"
#include "sqlite3.h"

static const char script[] =
    "create table item(id integer primary key, name text, price int, kind int);"
    "with recursive c(x) as (select 1 union all select x + 1 from c where x < 1000)"
    " insert into item select x, 'item ' || (x * 7919 % 1000), x * x % 997, x % 10 from c;"
    "create index by_name on item(name);"
    "create table sale(item int, amount int);"
    "insert into sale select id * 37 % 1000 + 1, price % 7 from item;"
    "update item set price = price + 1 where kind in (1, 3, 5);"
    "delete from sale where amount = 0;"
    "select kind, count(*), sum(price), max(name) from item group by kind order by 3;"
    "select sum(price * amount) from sale join item on item.id = sale.item where name > 'item 5';"
    "select name from item where name like '%77%' order by name desc;"
    "select count(distinct substr(name, -2)), group_concat(upper(name)) from item where id < 50;";

static int hash_row(void *hash, int columns, char **values, char **names) {
  (void)names;
  u32 h = *(u32 *)hash;
  for (int i = 0; i < columns; i++)
    for (const char *c = values[i] ? values[i] : "null"; *c; c++) h = (h ^ (u8)*c) * 16777619u;
  *(u32 *)hash = h;
  return 0;
}

EXPORT("run") u32 run(u32 n) {
  u32 hash = 2166136261u;
  for (u32 i = 0; i < n; i++) {
    sqlite3 *db;
    if (sqlite3_open(":memory:", &db) || sqlite3_exec(db, script, hash_row, &hash, 0)) return 0;
    sqlite3_close(db);
  }
  return hash;
}
