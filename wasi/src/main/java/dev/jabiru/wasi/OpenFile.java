// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** One open file. Belongs to one thread at a time. */
interface OpenFile extends Closeable {
  /** {@return the channel to its contents; closed with the file} */
  SeekableByteChannel channel();

  /** {@return what the file is now} */
  FileStat stat() throws IOException;

  /** Sets times; null leaves one as it is. */
  void setTimes(@Nullable Long accessNanos, @Nullable Long modifyNanos) throws IOException;
}
