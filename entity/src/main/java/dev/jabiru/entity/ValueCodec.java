// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a container are written and read.
 *
 * @param <V> the type of value
 */
public interface ValueCodec<V extends @Nullable Object> {
  /**
   * Writes a value.
   *
   * @param value the value
   * @param out where to
   * @throws IOException if the output fails
   */
  void write(V value, DataOutput out) throws IOException;

  /**
   * Reads a value.
   *
   * @param in where from
   * @return the value
   * @throws IOException if the input fails or holds no such value
   */
  V read(DataInput in) throws IOException;
}
