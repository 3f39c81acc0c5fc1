// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;

/** Tells of which version the parts of a program are. */
public final class Versions {
  private Versions() {}

  /**
   * {@return the version of what a class is from: that of its module, which an image made by {@code
   * jlink} has as well, else that in the manifest of its JAR, else {@code (unpackaged)}}
   *
   * @param of the class
   */
  public static String of(Class<?> of) {
    ModuleDescriptor module = of.getModule().getDescriptor();
    @Nullable String version =
        module != null && module.rawVersion().isPresent()
            ? module.rawVersion().get()
            : of.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
