// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Counts the lines, words and bytes of a file and names its most frequent words.
//
//   wordcount FILE    FILE lies below the first pre-opened directory

#include "../wasi.h"

#define PREOPENED 3
#define FD_READ 2
#define SLOTS 65536
#define TEXT_BYTES (1 << 20)
#define TOP 10

typedef struct { u32 text, size, count; } Word;

static Word words[SLOTS];
static char texts[TEXT_BYTES];
static u32 textsSize, distinct;
static char chunk[65536];
static char word[256];
static u32 wordSize;

static void count(void) {
  u32 hash = 2166136261u;
  for (u32 i = 0; i < wordSize; i++) hash = (hash ^ (u8)word[i]) * 16777619u;
  u32 at = hash % SLOTS;
  for (;; at = (at + 1) % SLOTS) {
    Word *w = &words[at];
    if (!w->count) {
      if (distinct == SLOTS / 2 || textsSize + wordSize > TEXT_BYTES) {
        fail("wordcount: too many different words", "");
      }
      w->text = textsSize;
      w->size = wordSize;
      for (u32 i = 0; i < wordSize; i++) texts[textsSize++] = word[i];
      distinct++;
    } else {
      u32 same = w->size == wordSize;
      for (u32 i = 0; same && i < wordSize; i++) same = texts[w->text + i] == word[i];
      if (!same) continue;
    }
    w->count++;
    return;
  }
}

static int letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

static void printTop(void) {
  for (u32 rank = 0; rank < TOP; rank++) {
    Word *best = 0;
    for (u32 i = 0; i < SLOTS; i++) {
      if (words[i].count && (!best || words[i].count > best->count)) best = &words[i];
    }
    if (!best) return;
    printNumber(best->count, 9);
    print("  ");
    char text[257];
    for (u32 i = 0; i < best->size; i++) text[i] = texts[best->text + i];
    text[best->size] = 0;
    print(text);
    print("\n");
    best->count = 0;
  }
}

__attribute__((export_name("_start"))) void start(void) {
  u32 argc, bytes, fd, done;
  static char *argv[16];
  static char arguments[4096];
  args_sizes_get(&argc, &bytes);
  if (argc != 2 || bytes > sizeof arguments) fail("usage: wordcount FILE", "");
  args_get(argv, arguments);
  const char *path = argv[1];
  if (path_open(PREOPENED, 1, path, length(path), 0, FD_READ, 0, 0, &fd)) {
    fail("wordcount: cannot open ", path);
  }
  u64 lines = 0, total = 0, size = 0;
  for (;;) {
    Slice slice = {chunk, sizeof chunk};
    if (fd_read(fd, &slice, 1, &done)) fail("wordcount: cannot read ", path);
    if (!done) break;
    size += done;
    for (u32 i = 0; i < done; i++) {
      char c = chunk[i];
      if (c == '\n') lines++;
      if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
      if (letter(c)) {
        if (wordSize < sizeof word) word[wordSize++] = c;
      } else if (wordSize) {
        total++;
        count();
        wordSize = 0;
      }
    }
  }
  if (wordSize) {
    total++;
    count();
  }
  fd_close(fd);
  printNumber(lines, 0);
  print(" lines, ");
  printNumber(total, 0);
  print(" words (");
  printNumber(distinct, 0);
  print(" different), ");
  printNumber(size, 0);
  print(" bytes\n");
  printTop();
  flush(1);
}
