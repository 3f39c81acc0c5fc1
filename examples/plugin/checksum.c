// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
//
// The CRC-32 of Ethernet, ZIP and PNG, bit by bit: what java.util.zip.CRC32 computes.

#define EXPORT(name) __attribute__((export_name(name)))

enum { CAPACITY = 4096 };

static unsigned char buffer[CAPACITY];

// Where in memory the host puts the bytes, and how many fit.
EXPORT("buffer") unsigned char *buffer_address(void) { return buffer; }

EXPORT("capacity") unsigned buffer_capacity(void) { return CAPACITY; }

// Adds bytes of the buffer to a checksum; the first one to add to is 0.
EXPORT("update") unsigned update(unsigned crc, unsigned length) {
  crc = ~crc;
  for (unsigned i = 0; i < length; i++) {
    crc ^= buffer[i];
    for (int bit = 0; bit < 8; bit++) {
      crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
  }
  return ~crc;
}
