// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

/** The file types of {@code wasi_snapshot_preview1}; a type's number is its ordinal. */
enum FileType {
  UNKNOWN,
  BLOCK_DEVICE,
  CHARACTER_DEVICE,
  DIRECTORY,
  REGULAR_FILE,
  SOCKET_DATAGRAM,
  SOCKET_STREAM,
  SYMBOLIC_LINK
}
