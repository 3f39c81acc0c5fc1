// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a JAR that is in memory, read by way of its directory. Nothing but the directory
 * is looked at until an entry is read. JARs of four gigabytes or 65,535 entries are refused.
 *
 * <p>The JDK reads JARs through their directory from files only, and in memory without it, so that
 * it would take one that was cut for whole.
 */
final class JarEntries {
  private static final byte[] MAGIC = {'P', 'K', 3, 4};

  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** How many times as long as what it is made from the output of an inflater can be. */
  private static final int MOST_INFLATED = 1032;

  private final byte[] jar;
  private final ByteBuffer data;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(int method, int checksum, int packedBytes, int bytes, int offset) {}

  private JarEntries(byte[] jar) {
    this.jar = jar;
    this.data = ByteBuffer.wrap(jar).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether a file begins like a JAR. */
  static boolean isJar(byte[] file) {
    return ArtifactFile.startsWith(file, MAGIC);
  }

  /**
   * {@return the entries of a JAR}
   *
   * @throws ArtifactException if its directory is not there or damaged
   */
  static JarEntries of(byte[] jar) {
    JarEntries made = new JarEntries(jar);
    try {
      made.readDirectory();
    } catch (IndexOutOfBoundsException e) {
      throw damaged("the directory of the JAR leads outside of it", e);
    }
    return made;
  }

  private void readDirectory() {
    int end = jar.length - END_BYTES;
    while (end >= 0
        && !(data.getInt(end) == END && end + END_BYTES + u16(end + 20) == jar.length)) {
      end--;
    }
    if (end < 0) {
      throw new ArtifactException("truncated artifact: a JAR without its directory at the end");
    }
    int at = data.getInt(end + 16);
    int count = u16(end + 10);
    for (int i = 0; i < count; i++) {
      if (data.getInt(at) != CENTRAL) {
        throw damaged("entry " + i + " of the JAR's directory", null);
      }
      int nameBytes = u16(at + 28);
      String name = new String(jar, at + CENTRAL_BYTES, nameBytes, StandardCharsets.UTF_8);
      entries.put(
          name,
          new Entry(
              u16(at + 10),
              data.getInt(at + 16),
              data.getInt(at + 20),
              data.getInt(at + 24),
              data.getInt(at + 42)));
      at += CENTRAL_BYTES + nameBytes + u16(at + 30) + u16(at + 32);
    }
    if (at != end) {
      throw damaged("the directory of the JAR is not as long as it says", null);
    }
  }

  private int u16(int at) {
    return data.getShort(at) & 0xffff;
  }

  /** The names, in the order of the directory. */
  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** How many bytes an entry takes in the JAR. */
  int packedBytes(String name) {
    return find(name).packedBytes;
  }

  /** Where an entry begins in the JAR. */
  int offset(String name) {
    return find(name).offset;
  }

  private Entry find(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(name);
    }
    return entry;
  }

  /**
   * {@return the content of an entry, null if there is none of that name}
   *
   * @throws ArtifactException if it is damaged
   */
  @Nullable Bytes read(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return null;
    }
    Bytes content;
    try {
      content = content(entry);
    } catch (IndexOutOfBoundsException | DataFormatException e) {
      throw damaged(name + " in the JAR cannot be read", e);
    }
    CRC32 checksum = new CRC32();
    checksum.update(content.toArray());
    if ((int) checksum.getValue() != entry.checksum) {
      throw damaged("the checksum of " + name + " in the JAR does not match", null);
    }
    return content;
  }

  private Bytes content(Entry entry) throws DataFormatException {
    if (data.getInt(entry.offset) != LOCAL) {
      throw new DataFormatException("no header");
    }
    int start =
        Math.addExact(entry.offset, LOCAL_BYTES + u16(entry.offset + 26) + u16(entry.offset + 28));
    if (entry.packedBytes < 0 || entry.packedBytes > jar.length - start) {
      throw new DataFormatException(entry.packedBytes + " bytes");
    }
    if (entry.method == STORED && entry.bytes == entry.packedBytes) {
      return Bytes.of(jar, start, start + entry.bytes);
    }
    if (entry.method != DEFLATED
        || entry.bytes < 0
        || entry.bytes > MOST_INFLATED * (long) entry.packedBytes) {
      throw new DataFormatException("method " + entry.method);
    }
    byte[] content = new byte[entry.bytes];
    try (Inflated inflater = new Inflated()) {
      inflater.setInput(jar, start, entry.packedBytes);
      int done = 0;
      while (done < content.length) {
        int more = inflater.inflate(content, done, content.length - done);
        if (more == 0) {
          throw new DataFormatException("too short");
        }
        done += more;
      }
    }
    return Bytes.of(content);
  }

  /** An inflater of raw data that can be closed. */
  private static final class Inflated extends Inflater implements AutoCloseable {
    Inflated() {
      super(true);
    }

    @Override
    public void close() {
      end();
    }
  }

  private static ArtifactException damaged(String what, @Nullable Throwable cause) {
    String message = "damaged artifact: " + what;
    return cause == null ? new ArtifactException(message) : new ArtifactException(message, cause);
  }
}
