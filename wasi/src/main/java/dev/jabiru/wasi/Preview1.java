// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import dev.jabiru.runtime.Extern;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Memory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Every function of {@code wasi_snapshot_preview1}, typed as the standard has them: a pointer or a
 * number of 32 bits is an {@code int}, one of 64 bits a {@code long}; the result is an {@link
 * Errno}. Each public method is one, under its name in Java's spelling: {@code fdWrite} is {@code
 * fd_write}.
 *
 * @see <a
 *     href="https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md">wasi_snapshot_preview1</a>
 */
final class Preview1 {
  private static final int RANDOM_CHUNK = 1 << 16;

  private final List<byte[]> args;
  private final List<byte[]> environment;
  private @Nullable RandomGenerator random;
  private final Clocks clocks;
  private final FdFunctions files;
  private final PathFunctions paths;
  private final Poll poll;
  private @Nullable Instance lastInstance;
  private @Nullable Guest lastGuest;

  Preview1(
      List<byte[]> args,
      List<byte[]> environment,
      @Nullable RandomGenerator random,
      Clocks clocks,
      DescriptorTable table) {
    this.args = args;
    this.environment = environment;
    this.random = random;
    this.clocks = clocks;
    this.files = new FdFunctions(table);
    this.paths = new PathFunctions(table);
    this.poll = new Poll(table, clocks, Preview1::pause);
  }

  /** Defines the functions under their names. */
  void addTo(Linker linker) {
    // Not Linker.bind: reading annotations takes several milliseconds of every start.
    for (Method each : Preview1.class.getDeclaredMethods()) {
      if (Modifier.isPublic(each.getModifiers())) {
        linker.func(
            WasiPreview1.MODULE, nameInWasi(each.getName()), MethodHandles.lookup(), each, this);
      }
    }
  }

  /** {@code fdWrite} is {@code fd_write}. */
  static String nameInWasi(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c + 32));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  /** What a function does, given the caller's memory. */
  private interface Body {
    void run(Guest guest) throws IOException;
  }

  private int run(Instance instance, Body body) {
    try {
      body.run(guest(instance));
      return Errno.SUCCESS.code();
    } catch (WasiExit | dev.jabiru.runtime.JabiruException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return Errno.of(e).code();
    }
  }

  /** What a function does that answers a number. */
  private interface IntBody {
    int run(Guest guest) throws IOException;
  }

  /** Runs only if there is room for the answer. */
  private int runForInt(Instance instance, int at, IntBody body) {
    return run(
        instance,
        g -> {
          g.check(at, 4);
          g.writeInt(at, body.run(g));
        });
  }

  private Guest guest(Instance instance) throws WasiException {
    Guest guest = lastGuest;
    if (guest == null || instance != lastInstance) {
      Extern memory = instance.export("memory").orElse(null);
      if (!(memory instanceof Memory found)) {
        throw new WasiException(Errno.FAULT);
      }
      guest = new Guest(instance.store(), found);
      lastInstance = instance;
      lastGuest = guest;
    }
    return guest;
  }

  public int argsGet(Instance instance, int argv, int buffer) {
    return run(instance, g -> writeStrings(g, args, argv, buffer));
  }

  public int argsSizesGet(Instance instance, int count, int bytes) {
    return run(instance, g -> writeSizes(g, args, count, bytes));
  }

  public int environGet(Instance instance, int environ, int buffer) {
    return run(instance, g -> writeStrings(g, environment, environ, buffer));
  }

  public int environSizesGet(Instance instance, int count, int bytes) {
    return run(instance, g -> writeSizes(g, environment, count, bytes));
  }

  public int clockResGet(Instance instance, int clock, int at) {
    return run(instance, g -> g.writeLong(at, Clocks.resolution(clock)));
  }

  public int clockTimeGet(Instance instance, int clock, long precision, int at) {
    return run(instance, g -> g.writeLong(at, clocks.now(clock)));
  }

  public int fdAdvise(Instance instance, int fd, long offset, long length, int advice) {
    return run(instance, g -> files.advise(fd, offset, length, advice));
  }

  public int fdAllocate(Instance instance, int fd, long offset, long length) {
    return run(instance, g -> files.allocate(fd, offset, length));
  }

  public int fdClose(Instance instance, int fd) {
    return run(instance, g -> files.close(fd));
  }

  public int fdDatasync(Instance instance, int fd) {
    return run(instance, g -> files.sync(fd, false));
  }

  public int fdFdstatGet(Instance instance, int fd, int at) {
    return run(instance, g -> files.fdstatGet(g, fd, at));
  }

  public int fdFdstatSetFlags(Instance instance, int fd, int flags) {
    return run(instance, g -> files.fdstatSetFlags(fd, flags));
  }

  public int fdFdstatSetRights(Instance instance, int fd, long rights, long inheriting) {
    return run(instance, g -> files.fdstatSetRights(fd, rights, inheriting));
  }

  public int fdFilestatGet(Instance instance, int fd, int at) {
    return run(instance, g -> files.filestatGet(g, fd, at));
  }

  public int fdFilestatSetSize(Instance instance, int fd, long size) {
    return run(instance, g -> files.filestatSetSize(fd, size));
  }

  public int fdFilestatSetTimes(Instance instance, int fd, long access, long modify, int flags) {
    return run(instance, g -> files.filestatSetTimes(fd, access, modify, flags));
  }

  public int fdPread(Instance instance, int fd, int iovs, int count, long offset, int done) {
    return runForInt(instance, done, g -> files.read(g, fd, iovs, count, offset));
  }

  public int fdPrestatGet(Instance instance, int fd, int at) {
    return run(instance, g -> files.prestatGet(g, fd, at));
  }

  public int fdPrestatDirName(Instance instance, int fd, int at, int length) {
    return run(instance, g -> files.prestatDirName(g, fd, at, length));
  }

  public int fdPwrite(Instance instance, int fd, int iovs, int count, long offset, int done) {
    return runForInt(instance, done, g -> files.write(g, fd, iovs, count, offset));
  }

  public int fdRead(Instance instance, int fd, int iovs, int count, int done) {
    return runForInt(instance, done, g -> files.read(g, fd, iovs, count, null));
  }

  public int fdReaddir(Instance instance, int fd, int at, int length, long cookie, int used) {
    return runForInt(instance, used, g -> files.readdir(g, fd, at, length, cookie));
  }

  public int fdRenumber(Instance instance, int from, int to) {
    return run(instance, g -> files.renumber(from, to));
  }

  public int fdSeek(Instance instance, int fd, long delta, int whence, int at) {
    return run(
        instance,
        g -> {
          g.check(at, 8);
          g.writeLong(at, files.seek(fd, delta, whence));
        });
  }

  public int fdSync(Instance instance, int fd) {
    return run(instance, g -> files.sync(fd, true));
  }

  public int fdTell(Instance instance, int fd, int at) {
    return run(instance, g -> g.writeLong(at, files.tell(fd)));
  }

  public int fdWrite(Instance instance, int fd, int iovs, int count, int done) {
    return runForInt(instance, done, g -> files.write(g, fd, iovs, count, null));
  }

  public int pathCreateDirectory(Instance instance, int fd, int path, int length) {
    return run(instance, g -> paths.createDirectory(fd, g.readString(path, length)));
  }

  public int pathFilestatGet(Instance instance, int fd, int lookup, int path, int length, int at) {
    return run(
        instance, g -> g.writeStat(at, paths.filestat(fd, lookup, g.readString(path, length))));
  }

  public int pathFilestatSetTimes(
      Instance instance,
      int fd,
      int lookup,
      int path,
      int length,
      long access,
      long modify,
      int flags) {
    return run(
        instance,
        g -> paths.setTimes(fd, lookup, g.readString(path, length), access, modify, flags));
  }

  public int pathLink(
      Instance instance,
      int fromFd,
      int lookup,
      int from,
      int fromLength,
      int toFd,
      int to,
      int toLength) {
    return run(
        instance,
        g ->
            paths.link(
                fromFd, lookup, g.readString(from, fromLength), toFd, g.readString(to, toLength)));
  }

  public int pathOpen(
      Instance instance,
      int fd,
      int lookup,
      int path,
      int length,
      int how,
      long rights,
      long inheriting,
      int flags,
      int opened) {
    return runForInt(
        instance,
        opened,
        g -> paths.open(fd, lookup, g.readString(path, length), how, rights, inheriting, flags));
  }

  public int pathReadlink(
      Instance instance, int fd, int path, int length, int buffer, int size, int used) {
    return runForInt(
        instance,
        used,
        g -> readLink(g, paths.readlink(fd, g.readString(path, length)), buffer, size));
  }

  public int pathRemoveDirectory(Instance instance, int fd, int path, int length) {
    return run(instance, g -> paths.removeDirectory(fd, g.readString(path, length)));
  }

  public int pathRename(
      Instance instance, int fromFd, int from, int fromLength, int toFd, int to, int toLength) {
    return run(
        instance,
        g ->
            paths.rename(fromFd, g.readString(from, fromLength), toFd, g.readString(to, toLength)));
  }

  public int pathSymlink(
      Instance instance, int target, int targetLength, int fd, int path, int length) {
    return run(
        instance,
        g -> paths.symlink(g.readString(target, targetLength), fd, g.readString(path, length)));
  }

  public int pathUnlinkFile(Instance instance, int fd, int path, int length) {
    return run(instance, g -> paths.unlink(fd, g.readString(path, length)));
  }

  public int pollOneoff(Instance instance, int in, int out, int count, int events) {
    return runForInt(instance, events, g -> poll.oneoff(g, in, out, count));
  }

  public int randomGet(Instance instance, int at, int length) {
    return run(instance, g -> random(g, at, length));
  }

  public int schedYield(Instance instance) {
    return run(instance, g -> Thread.yield());
  }

  /**
   * Ends the guest.
   *
   * @param code its exit code
   */
  public void procExit(int code) {
    throw new WasiExit(code);
  }

  public int procRaise(int signal) {
    return Errno.NOTSUP.code();
  }

  // Sockets are not supported: no descriptor is one.

  public int sockAccept(Instance instance, int fd, int flags, int accepted) {
    return run(instance, g -> files.socket(fd));
  }

  public int sockRecv(
      Instance instance, int fd, int iovs, int count, int flags, int done, int outFlags) {
    return run(instance, g -> files.socket(fd));
  }

  public int sockSend(Instance instance, int fd, int iovs, int count, int flags, int done) {
    return run(instance, g -> files.socket(fd));
  }

  public int sockShutdown(Instance instance, int fd, int how) {
    return run(instance, g -> files.socket(fd));
  }

  private static void writeSizes(Guest g, List<byte[]> strings, int count, int bytes)
      throws IOException {
    int total = 0;
    for (byte[] each : strings) {
      total += each.length + 1;
    }
    g.writeInt(count, strings.size());
    g.writeInt(bytes, total);
  }

  private static void writeStrings(Guest g, List<byte[]> strings, int pointers, int buffer)
      throws IOException {
    int at = buffer;
    for (int i = 0; i < strings.size(); i++) {
      byte[] each = strings.get(i);
      g.writeInt(pointers + 4 * i, at);
      g.write(at, each, 0, each.length);
      g.writeByte(at + each.length, 0);
      at += each.length + 1;
    }
  }

  private static int readLink(Guest g, byte[] text, int buffer, int size) throws IOException {
    int n = Integer.compareUnsigned(text.length, size) < 0 ? text.length : size;
    g.write(buffer, text, 0, n);
    return n;
  }

  private void random(Guest g, int at, int length) throws IOException {
    RandomGenerator generator = random;
    if (generator == null) {
      // Late, since finding a provider takes several milliseconds.
      generator = new SecureRandom();
      random = generator;
    }
    g.check(at, length);
    for (int done = 0; done != length; ) {
      int left = length - done;
      g.checkInterrupt();
      byte[] bytes = new byte[left < 0 || left > RANDOM_CHUNK ? RANDOM_CHUNK : left];
      generator.nextBytes(bytes);
      g.write(at + done, bytes, 0, bytes.length);
      done += bytes.length;
    }
  }

  /** Called in small steps, so that an interrupted guest stops soon. */
  private static void pause(Guest guest, long nanos) throws IOException {
    guest.checkInterrupt();
    try {
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WasiException(Errno.INTR);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
