// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The few calls of the C library that Java's file API cannot say: opening below an open directory.
 *
 * <p>Nothing restricted is touched unless this is Linux and native access is enabled for this
 * module.
 */
final class LinuxCalls {
  static final int AT_FDCWD = -100;

  private static final int O_PATH = 0x200000;
  private static final int O_CLOEXEC = 0x80000;
  private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");
  private static final int O_DIRECTORY = IS_ARM ? 0x4000 : 0x10000;
  private static final int O_NOFOLLOW = IS_ARM ? 0x8000 : 0x20000;

  private LinuxCalls() {}

  /** {@return whether these calls can be made here} */
  static boolean isAvailable() {
    String arch = System.getProperty("os.arch");
    return System.getProperty("os.name").equals("Linux")
        && (arch.equals("amd64") || arch.equals("aarch64"))
        && LinuxCalls.class.getModule().isNativeAccessEnabled()
        && Files.isDirectory(Path.of("/proc/self/fd"));
  }

  /** {@return a descriptor of a directory; a link fails unless {@code follow}} */
  static int openDirectory(int directory, String name, boolean follow) throws IOException {
    return openAt(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
  }

  /** {@return a descriptor that stands for whatever a name is, a link included} */
  static int openPath(int directory, String name) throws IOException {
    return openAt(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  }

  private static int openAt(int directory, String name, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(Calls.STATE);
      int descriptor =
          (int) Calls.OPENAT.invokeExact(errno, directory, arena.allocateFrom(name), flags);
      if (descriptor < 0) {
        throw failure((int) Calls.ERRNO.get(errno, 0L));
      }
      return descriptor;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static void close(int descriptor) {
    try {
      int ignored = (int) Calls.CLOSE.invokeExact(descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Linux's numbers for what can go wrong when opening. */
  private static WasiException failure(int errno) {
    return new WasiException(
        switch (errno) {
          case 1 -> Errno.PERM;
          case 2 -> Errno.NOENT;
          case 12 -> Errno.NOMEM;
          case 13 -> Errno.ACCES;
          case 20 -> Errno.NOTDIR;
          case 22 -> Errno.INVAL;
          case 23 -> Errno.NFILE;
          case 24 -> Errno.MFILE;
          case 36 -> Errno.NAMETOOLONG;
          case 40 -> Errno.LOOP;
          default -> Errno.IO;
        });
  }

  /** The handles, made when first needed: making them is a restricted operation. */
  private static final class Calls {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final MethodHandle OPENAT =
        link(
            "openat",
            FunctionDescriptor.of(INT, INT, POINTER, INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(3));
    static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(INT, INT));

    private static MethodHandle link(
        String name, FunctionDescriptor type, Linker.Option... options) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }
  }
}
