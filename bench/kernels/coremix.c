// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Integer mix in the manner of CoreMark: a linked list, a matrix, a state machine, a checksum.

#include "kernel.h"

typedef struct Node { struct Node *next; i32 key; u16 value; } Node;

static Node nodes[256];
static i32 matrixA[16][16], matrixB[16][16], matrixC[16][16];

static u16 crc16(u32 value, u16 crc) {
  for (int i = 0; i < 32; i++, value >>= 1) {
    u32 bit = (value ^ crc) & 1;
    crc >>= 1;
    if (bit) crc ^= 0xa001;
  }
  return crc;
}

// Merge sort of a list, by key or by value, bottom up.
static NOINLINE Node *sort(Node *list, int byValue) {
  for (u32 width = 1;; width *= 2) {
    Node *rest = list, *tail = 0;
    u32 merges = 0;
    list = 0;
    while (rest) {
      Node *left = rest, *right = rest;
      u32 leftSize = 0, rightSize = width;
      merges++;
      while (leftSize < width && right) leftSize++, right = right->next;
      while (leftSize || (rightSize && right)) {
        Node *next;
        int takeLeft = leftSize
            && (!rightSize || !right
                || (byValue ? left->value <= right->value : left->key <= right->key));
        if (takeLeft) next = left, left = left->next, leftSize--;
        else next = right, right = right->next, rightSize--;
        if (tail) tail->next = next;
        else list = next;
        tail = next;
      }
      rest = right;
    }
    if (tail) tail->next = 0;
    if (merges <= 1) return list;
  }
}

static NOINLINE u16 lists(u32 seed, u16 crc) {
  for (int i = 0; i < 256; i++) {
    nodes[i].key = (i32)(xorshift(&seed) & 0xfff);
    nodes[i].value = (u16)xorshift(&seed);
    nodes[i].next = i < 255 ? &nodes[i + 1] : 0;
  }
  Node *list = sort(nodes, 0);
  for (Node *n = list; n; n = n->next) crc = crc16((u32)n->key, crc);
  list = sort(list, 1);
  Node *reversed = 0;
  while (list) {
    Node *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  return crc16(reversed->value, crc);
}

static NOINLINE u16 matrices(u32 seed, u16 crc) {
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 16; j++) {
      matrixA[i][j] = (i32)(xorshift(&seed) & 0xff);
      matrixB[i][j] = (i32)(xorshift(&seed) & 0xff);
    }
  }
  i32 sum = 0;
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 16; j++) {
      i32 cell = 0;
      for (int k = 0; k < 16; k++) cell += matrixA[i][k] * matrixB[k][j];
      matrixC[i][j] = cell;
      sum += cell > 400000 ? cell >> 4 : cell & 0xff;
    }
  }
  return crc16((u32)sum, crc);
}

// Classifies numbers in a text: integer, decimal, with exponent, or invalid.
static NOINLINE u16 states(u16 crc) {
  static const char text[] = "5012,1234,-874,+122,35.54400,.1234500,-110.700,+0.64400,5.500e+3,-.123e-2,-87e+832,+0.6e-12,T0.3e-1F,-T.T++Tq,1T3.4e4z,34.0e-T^,";
  u32 counts[6] = {0};
  u32 state = 0;
  for (int i = 0; text[i]; i++) {
    char c = text[i];
    if (c == ',') {
      counts[state]++;
      state = 0;
      continue;
    }
    int digit = c >= '0' && c <= '9';
    switch (state) {
      case 0: state = digit || c == '+' || c == '-' ? 1 : c == '.' ? 2 : 5; break;
      case 1: state = digit ? 1 : c == '.' ? 2 : c == 'e' ? 3 : 5; break;
      case 2: state = digit ? 2 : c == 'e' ? 3 : 5; break;
      case 3: state = digit || c == '+' || c == '-' ? 4 : 5; break;
      case 4: state = digit ? 4 : 5; break;
      default: break;
    }
  }
  for (int i = 0; i < 6; i++) crc = crc16(counts[i], crc);
  return crc;
}

EXPORT("run") u32 run(u32 n) {
  u16 crc = 0;
  for (u32 i = 0; i < n * 20; i++) {
    crc = lists(i * 2654435761u + 1, crc);
    crc = matrices(i + 77, crc);
    crc = states(crc);
  }
  return crc;
}
