// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.runtime.CodeCache;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jabiru cache}. */
@Command(
    name = "cache",
    description = {
      "The compiled code that jabiru run keeps for the next time.",
      "It is in JABIRU_CACHE, else in jabiru in XDG_CACHE_HOME, else in",
      "~/.cache/jabiru. When there is more than 2 GiB, that goes which was not used",
      "for longest."
    },
    mixinStandardHelpOptions = true)
final class CacheCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a sub-command is missing: info or clear");
  }

  private static CodeCache cache() throws IOException {
    return CodeCache.of(CodeCache.userFolder(), CodeCache.DEFAULT_BYTES);
  }

  @Command(
      name = "info",
      description = "Tells where the cache is and how much is in it.",
      mixinStandardHelpOptions = true)
  int info(@Option(names = "--json", description = "print one JSON object") boolean json)
      throws IOException {
    CodeCache.Info info = cache().info();
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("folder", info.folder().toString());
      tree.put("entries", info.entries());
      tree.put("bytes", info.bytes());
      tree.put("maxBytes", info.maxBytes());
      Json.print(tree);
    } else {
      System.out.println("folder   " + info.folder());
      System.out.println("entries  " + info.entries());
      System.out.println("bytes    " + info.bytes() + " of at most " + info.maxBytes());
    }
    return ExitCode.OK;
  }

  @Command(
      name = "clear",
      description = "Deletes all compiled code in the cache, and no other file.",
      mixinStandardHelpOptions = true)
  int clear() throws IOException {
    CodeCache cache = cache();
    CodeCache.Info info = cache.info();
    cache.clear();
    System.out.println("deleted " + info.entries() + " entries of " + info.bytes() + " bytes");
    return ExitCode.OK;
  }
}
