// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import dev.jabiru.runtime.Linker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The host side of WASI preview 1 for one guest.
 *
 * <p>A guest gets what the {@link Builder} is given and nothing else: no arguments, no environment,
 * empty input, discarded output, no files.
 *
 * {@snippet lang="java" :
 * try (WasiPreview1 wasi =
 *     WasiPreview1.builder().args("prog", "--help").inheritStdio().preopen("/", dir).build()) {
 *   wasi.addTo(linker);
 * }
 * }
 *
 * <p>Belongs to one instance, and so to one thread at a time; whoever built it closes it, when no
 * guest runs any more, which closes the files that the guest left open.
 */
public final class WasiPreview1 implements AutoCloseable {
  /** The name under which guests import the functions. */
  public static final String MODULE = "wasi_snapshot_preview1";

  private final DescriptorTable table;
  private final Preview1 functions;

  private WasiPreview1(Builder builder) throws IOException {
    table = new DescriptorTable(builder.maxDescriptors);
    try {
      table.add(
          new Descriptor.Stream(Input.of(builder.in), null, Terminals.isTerminal(builder.in)));
      table.add(new Descriptor.Stream(null, builder.out, Terminals.isTerminal(builder.out)));
      table.add(new Descriptor.Stream(null, builder.err, Terminals.isTerminal(builder.err)));
      for (Preopen each : builder.preopens) {
        table.add(
            new Descriptor.Folder(
                each.open(),
                each.guestName(),
                !each.writable(),
                Rights.DIRECTORY,
                Rights.DIRECTORY | Rights.FILE));
      }
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e;
    }
    functions =
        new Preview1(
            builder.args, builder.environment, builder.random, new Clocks(builder.clock), table);
  }

  /** {@return a builder that gives a guest nothing} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Lets guests that a linker instantiates import the functions.
   *
   * @param linker the linker
   */
  public void addTo(Linker linker) {
    functions.addTo(linker);
  }

  /** Closes what the guest left open. The standard streams are flushed and stay open. */
  @Override
  public void close() throws IOException {
    table.close();
  }

  /** What a guest is given. Not thread-safe. */
  public static final class Builder {
    private final List<byte[]> args = new ArrayList<>();
    private final List<byte[]> environment = new ArrayList<>();
    private final List<Preopen> preopens = new ArrayList<>();
    private int maxDescriptors = DescriptorTable.DEFAULT_LIMIT;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private Clock clock = Clock.systemUTC();
    private @Nullable RandomGenerator random;

    private Builder() {}

    /**
     * Adds arguments; the first one is the program's name.
     *
     * @param more the arguments
     * @return this builder
     */
    public Builder args(String... more) {
      for (String each : more) {
        args.add(Preview1.bytes(withoutNul(each)));
      }
      return this;
    }

    /**
     * Adds a variable to the environment.
     *
     * @param name its name
     * @param value its value
     * @return this builder
     */
    public Builder env(String name, String value) {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new IllegalArgumentException("not a variable's name: '" + name + "'");
      }
      environment.add(Preview1.bytes(withoutNul(name + "=" + value)));
      return this;
    }

    private static String withoutNul(String text) {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a NUL character in an argument or variable");
      }
      return text;
    }

    /**
     * Connects the guest's standard streams with this process's. Those that are terminals are
     * terminals to the guest.
     *
     * @return this builder
     */
    public Builder inheritStdio() {
      return stdin(System.in).stdout(System.out).stderr(System.err);
    }

    /**
     * Sets where standard input comes from. A guest that waits for it can be interrupted and has
     * its deadline; what comes after that stays for the guest that reads next, of this process's
     * standard input even another one.
     *
     * @param stream the stream; never closed; while a guest waits for it, a thread of its own reads
     *     it
     * @return this builder
     */
    public Builder stdin(InputStream stream) {
      in = stream;
      return this;
    }

    /**
     * Sets where standard output goes.
     *
     * @param stream the stream; flushed after each write, never closed
     * @return this builder
     */
    public Builder stdout(OutputStream stream) {
      out = stream;
      return this;
    }

    /**
     * Sets where standard error goes.
     *
     * @param stream the stream; flushed after each write, never closed
     * @return this builder
     */
    public Builder stderr(OutputStream stream) {
      err = stream;
      return this;
    }

    /**
     * Gives the guest a directory to read and write, guarded against changes from outside.
     *
     * @param guestName the name under which the guest knows it
     * @param path the directory, on any file system that can be guarded here
     * @return this builder
     */
    public Builder preopen(String guestName, Path path) {
      return preopen(guestName, path, Sharing.SHARED);
    }

    /**
     * Gives the guest a directory to read and write.
     *
     * @param guestName the name under which the guest knows it
     * @param path the directory, on any file system
     * @param sharing whether others may write to the tree meanwhile
     * @return this builder
     */
    public Builder preopen(String guestName, Path path, Sharing sharing) {
      preopens.add(new Preopen(guestName, path, sharing, true));
      return this;
    }

    /**
     * Gives the guest a directory to read; what would change something fails as on a read-only file
     * system.
     *
     * @param guestName the name under which the guest knows it
     * @param path the directory, on any file system
     * @param sharing whether others may write to the tree meanwhile
     * @return this builder
     */
    public Builder preopenReadOnly(String guestName, Path path, Sharing sharing) {
      preopens.add(new Preopen(guestName, path, sharing, false));
      return this;
    }

    /**
     * Sets how many descriptors may be open at a time, the standard streams and pre-opened
     * directories among them; 4,096 unless set. What is more fails with {@code MFILE}.
     *
     * @param limit the number
     * @return this builder
     * @throws IllegalArgumentException if the standard streams are already more
     */
    public Builder maxDescriptors(int limit) {
      if (limit < 3) {
        throw new IllegalArgumentException("the standard streams are 3 descriptors, not " + limit);
      }
      maxDescriptors = limit;
      return this;
    }

    /**
     * Sets what the guest takes for the time of day; by default the system's.
     *
     * @param wall the clock
     * @return this builder
     */
    public Builder clock(Clock wall) {
      clock = wall;
      return this;
    }

    /**
     * Sets where random bytes come from; by default a {@link SecureRandom}.
     *
     * @param generator the generator
     * @return this builder
     */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /**
     * {@return the host side, with the directories open}
     *
     * @throws IOException if a directory cannot be opened, or not safely
     */
    public WasiPreview1 build() throws IOException {
      return new WasiPreview1(this);
    }
  }
}
