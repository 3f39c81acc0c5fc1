// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

/**
 * What a file is.
 *
 * @param device the file system's number; 0 where unknown
 * @param inode the file's number on it; 0 where unknown
 * @param type its type
 * @param links how many names it has
 * @param size bytes
 * @param accessNanos when it was last read, since the epoch
 * @param modifyNanos when it was last written
 * @param changeNanos when its status last changed
 */
record FileStat(
    long device,
    long inode,
    FileType type,
    long links,
    long size,
    long accessNanos,
    long modifyNanos,
    long changeNanos) {

  /** {@return what is known of the file once its name is gone and only it is open} */
  FileStat withoutName(long bytes) {
    return new FileStat(device, inode, type, 0, bytes, accessNanos, modifyNanos, changeNanos);
  }
}
