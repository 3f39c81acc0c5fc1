// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.TableType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes all that the code of a function depends on beside the function and the types of those it
 * calls: compiler, settings, features, and the module's types, imports, tables, memories, globals
 * and tags. What memories, tables and globals begin with is not among it, nor are names, exports,
 * data and the other functions.
 */
final class Lineage {
  private static final int TYPES = 1;
  private static final int IMPORTS = 2;
  private static final int MEMORIES = 5;
  private static final int TAGS = 13;
  private static final int HEADER_BYTES = 8;

  private Lineage() {}

  /**
   * {@return the hash for a valid module}
   *
   * @param compiler what tells the compiler from others
   */
  static Bytes of(Module module, Tunables tunables, String compiler) {
    StringBuilder rest = new StringBuilder(compiler);
    rest.append('\n').append(ArtifactFile.FORMAT_VERSION);
    rest.append('\n').append(ReusableFunctions.FORMAT_VERSION);
    rest.append('\n').append(tunables);
    rest.append('\n').append(module.features());
    for (TableType table : module.tables().values()) {
      rest.append("\ntable ").append(table.addressType()).append(' ').append(table);
    }
    for (GlobalType global : module.globals().values()) {
      rest.append("\nglobal ").append(global);
    }
    MessageDigest hash = sha256();
    hash.update(rest.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    sections(module.bytes(), hash);
    return Bytes.of(hash.digest());
  }

  /** Adds the sections that have nothing in them but types and imports. */
  private static void sections(byte[] module, MessageDigest hash) {
    for (int at = HEADER_BYTES; at < module.length; ) {
      int start = at;
      int id = module[at++];
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        length |= (module[at] & 0x7f) << shift;
        if (module[at++] >= 0) {
          break;
        }
      }
      at += length;
      if (id == TYPES || id == IMPORTS || id == MEMORIES || id == TAGS) {
        hash.update(module, start, at - start);
      }
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has it", e);
    }
  }
}
