// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import org.jspecify.annotations.Nullable;

/**
 * A module without its code: its binary, in which every body is {@code unreachable}, and of the
 * custom sections only the names of the module and its functions are left. It is decoded when first
 * asked for, and once.
 *
 * <p>Immutable and thread-safe. Equality is by the binary.
 */
public final class Skeleton {
  private final Bytes bytes;
  private volatile @Nullable Module module;

  /**
   * Makes a skeleton.
   *
   * @param bytes the binary; whether it is one is seen when it is decoded
   */
  public Skeleton(Bytes bytes) {
    this.bytes = bytes;
  }

  /** {@return the binary} */
  public Bytes bytes() {
    return bytes;
  }

  /**
   * {@return the module}
   *
   * @throws WasmException if the binary is no module
   */
  public Module module() {
    Module decoded = module;
    if (decoded == null) {
      decoded = Module.decode(bytes.toArray(), Features.all());
      module = decoded;
    }
    return decoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Skeleton that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "Skeleton[" + bytes.length() + "]";
  }
}
