// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// As much of WASI preview 1 as the examples need, straight from its definition: no C library.

#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define WASI(name) \
  __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) extern

typedef struct { const void *data; u32 size; } Slice;

WASI(args_sizes_get) u32 args_sizes_get(u32 *count, u32 *bytes);
WASI(args_get) u32 args_get(char **argv, char *buffer);
WASI(clock_time_get) u32 clock_time_get(u32 clock, u64 precision, u64 *time);
WASI(fd_close) u32 fd_close(u32 fd);
WASI(fd_read) u32 fd_read(u32 fd, const Slice *slices, u32 count, u32 *done);
WASI(fd_write) u32 fd_write(u32 fd, const Slice *slices, u32 count, u32 *done);
WASI(path_open) u32 path_open(u32 fd, u32 lookup, const char *path, u32 length, u32 how,
                              u64 rights, u64 inheriting, u32 flags, u32 *opened);
WASI(proc_exit) __attribute__((noreturn)) void proc_exit(u32 code);

static inline u32 length(const char *text) {
  u32 n = 0;
  while (text[n]) n++;
  return n;
}

// Output is collected and written when the buffer is full or flush is called.
static char output[4096];
static u32 outputSize;

static void flush(u32 fd) {
  u32 at = 0, done;
  while (at < outputSize) {
    Slice rest = {output + at, outputSize - at};
    if (fd_write(fd, &rest, 1, &done)) proc_exit(74);
    at += done;
  }
  outputSize = 0;
}

static void print(const char *text) {
  for (u32 i = 0; text[i]; i++) {
    if (outputSize == sizeof output) flush(1);
    output[outputSize++] = text[i];
  }
}

// A number, right-aligned in at least width columns.
static void printNumber(u64 value, u32 width) {
  char digits[24];
  u32 at = sizeof digits;
  digits[--at] = 0;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  while (sizeof digits - 1 - at < width && at) digits[--at] = ' ';
  print(digits + at);
}

__attribute__((noreturn)) static void fail(const char *message, const char *detail) {
  flush(1);
  print(message);
  print(detail);
  print("\n");
  flush(2);
  proc_exit(1);
}
