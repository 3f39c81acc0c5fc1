// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
//
// Runs the SQL statements given as arguments on the database given first, and prints each row.
//
//   sqlite DATABASE SQL...

#include <stdio.h>
#include "sqlite3.h"

static int row(void *unused, int columns, char **values, char **names) {
  (void)unused;
  (void)names;
  for (int i = 0; i < columns; i++) printf("%s%s", i ? "|" : "", values[i] ? values[i] : "");
  printf("\n");
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: sqlite DATABASE SQL...\n");
    return 2;
  }
  sqlite3 *db;
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-none")) {
    fprintf(stderr, "%s: %s\n", argv[1], sqlite3_errmsg(db));
    return 1;
  }
  for (int i = 2; i < argc; i++) {
    char *message = 0;
    if (sqlite3_exec(db, argv[i], row, 0, &message)) {
      fprintf(stderr, "%s: %s\n", argv[i], message);
      return 1;
    }
  }
  return sqlite3_close(db);
}
