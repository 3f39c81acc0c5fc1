// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.runtime.Config;
import dev.jabiru.wasi.Sharing;
import dev.jabiru.wasm.Features;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code jabiru run} is asked to do. Two readers of command lines make it: {@link RunCommand},
 * which knows every option, and {@link QuickArguments}, which is there sooner.
 *
 * @param features the features of WebAssembly that are on
 * @param target what to compile to
 * @param cpu what machine code may use of the processor; null for all that it has
 * @param directories what the guest sees of the host's files
 * @param variables {@code K=V}, or {@code K} for the host's value
 * @param invoke the function to call; null for {@code _start}
 * @param module which module of an artifact; null for its only one
 * @param fuel how much work the guest may do; null for any
 * @param timeout how long it may take; null for any
 * @param maxMemory how many bytes of memory it may have; null for any
 * @param maxStack how many bytes of stack it may have; null for the rest of the thread's
 * @param largeMemories whether memories that declare no maximum may grow to more than 2 GiB
 * @param cache whether compiled code is kept for the next time
 * @param preloads modules to instantiate first, for others to import from
 * @param trapUnknownImports whether functions that nobody provides trap when called
 * @param file the module or artifact
 * @param args the guest's arguments
 */
record RunRequest(
    Features features,
    Config.TargetChoice target,
    @Nullable CpuFeatures cpu,
    List<Directory> directories,
    List<String> variables,
    @Nullable String invoke,
    @Nullable String module,
    @Nullable Long fuel,
    @Nullable Duration timeout,
    @Nullable Long maxMemory,
    @Nullable Long maxStack,
    boolean largeMemories,
    boolean cache,
    List<Preload> preloads,
    boolean trapUnknownImports,
    Path file,
    List<String> args) {

  /**
   * A module whose exports later ones can import.
   *
   * @param name under which they can
   * @param file where it is
   */
  record Preload(String name, Path file) {}

  /**
   * A directory of the host that the guest sees.
   *
   * @param host where it is
   * @param guest what the guest calls it
   * @param sharing whether others may write there meanwhile
   */
  record Directory(Path host, String guest, Sharing sharing) {
    /**
     * Reads {@code HOST} or {@code HOST::GUEST}.
     *
     * @throws InvalidPathException if HOST is no path
     */
    static Directory parse(String text, Sharing sharing) {
      int colons = text.indexOf("::");
      String host = colons >= 0 ? text.substring(0, colons) : text;
      String guest = colons >= 0 ? text.substring(colons + 2) : text;
      if (host.isEmpty()) {
        throw new InvalidPathException(text, "No directory is named");
      }
      return new Directory(Path.of(host), guest, sharing);
    }
  }
}
