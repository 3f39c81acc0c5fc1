// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.jvm.HeadRoom;
import dev.jabiru.environ.jvm.HostException;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.environ.jvm.TrapException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what comes out of generated code into what embedders see.
 *
 * <p>Host functions' exceptions arrive wrapped, so a Java exception that is not wrapped was raised
 * by a guest frame or by what it called in the JDK on its behalf; the innermost guest frame says
 * which trap that is. Compilers and loaders that run inside a guest's call throw errors and
 * exceptions of our own, which pass unchanged.
 *
 * <p>Where a bare array access or a division fails often, C2 throws an exception without a stack
 * trace. Generated code has none of those: all that may trap is checked, by itself or in the JDK.
 */
final class Failures {
  private Failures() {}

  static Throwable translate(Store store, Throwable thrown) {
    return switch (thrown) {
      case HostException e -> hostFailure(store, e.thrown());
      case NativeTrap e -> nativeTrap(e);
      case TrapException e -> trap(store, e.code(), e.what(), e);
      case StackOverflowError e -> exhausted(store, e);
      case ArithmeticException e -> implicit(store, e);
      case IndexOutOfBoundsException e -> implicit(store, e);
      case NullPointerException e -> implicit(store, e);
      case ClassCastException e -> implicit(store, e);
      case NegativeArraySizeException e -> implicit(store, e);
      default -> thrown;
    };
  }

  /** The host's own exception, the same object; only its trace now shows guest frames as such. */
  private static Throwable hostFailure(Store store, Throwable thrown) {
    if (thrown instanceof StackOverflowError e) {
      return exhausted(store, e);
    }
    showGuestFrames(store, thrown);
    return thrown;
  }

  /**
   * Deep in a stack translating could itself meet the end: then the error goes on as it is, and an
   * entry further out translates it. If there is none, the stack is its caller's, who had used it
   * up before the guest came.
   */
  private static Throwable exhausted(Store store, StackOverflowError e) {
    HeadRoom.require();
    return trap(store, TrapCode.STACK_OVERFLOW, e);
  }

  private static Throwable implicit(Store store, RuntimeException thrown) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      ClassSource.Frame frame = frame(store, element);
      if (frame != null) {
        TrapCode code = frame.trap();
        if (code != null) {
          return trap(store, code, thrown);
        }
        break;
      }
    }
    return new AssertionError("generated code raised an exception that is no trap", thrown);
  }

  private static Trap trap(Store store, TrapCode code, Throwable thrown) {
    return trap(store, code, code.phrase(), thrown);
  }

  private static Trap trap(Store store, TrapCode code, String what, Throwable thrown) {
    List<WasmFrame> backtrace = new ArrayList<>();
    List<StackTraceElement> trace = new ArrayList<>();
    for (StackTraceElement element : thrown.getStackTrace()) {
      WasmFrame frame = wasmFrame(store, element);
      if (frame != null) {
        backtrace.add(frame);
        trace.add(frame.toStackTraceElement());
      } else if (!backtrace.isEmpty() && !isGenerated(element)) {
        trace.add(element);
      }
    }
    Trap trap = Trap.of(code, what, backtrace);
    if (!backtrace.isEmpty()) {
      trap.setStackTrace(trace.toArray(new StackTraceElement[0]));
    }
    return trap;
  }

  private static void showGuestFrames(Store store, Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    List<StackTraceElement> shown = new ArrayList<>(trace.length);
    boolean changed = false;
    for (StackTraceElement element : trace) {
      if (isGenerated(element)) {
        changed = true;
        WasmFrame frame = wasmFrame(store, element);
        if (frame != null) {
          shown.add(frame.toStackTraceElement());
        }
      } else {
        shown.add(element);
      }
    }
    if (changed) {
      thrown.setStackTrace(shown.toArray(new StackTraceElement[0]));
    }
  }

  /** Whether a Java frame is of a module's generated class or of a trampoline. */
  private static boolean isGenerated(StackTraceElement element) {
    String loader = element.getClassLoaderName();
    return loader != null && loader.startsWith(ModuleClassLoader.NAME_PREFIX);
  }

  private static @Nullable WasmFrame wasmFrame(Store store, StackTraceElement element) {
    ClassSource.Frame frame = frame(store, element);
    if (frame == null) {
      return null;
    }
    Module module = store.module(element.getClassLoaderName());
    return module == null
        ? null
        : new WasmFrame(
            module.name(),
            frame.function(),
            module.functionName(frame.function()),
            frame.wasmOffset());
  }

  private static ClassSource.@Nullable Frame frame(Store store, StackTraceElement element) {
    if (!isGenerated(element)) {
      return null;
    }
    ModuleClassLoader loader = store.loader(element.getClassLoaderName());
    return loader == null
        ? null
        : loader
            .source()
            .frame(element.getClassName(), element.getMethodName(), element.getLineNumber());
  }

  // ---- Machine code -------------------------------------------------------------------------

  private static Trap nativeTrap(NativeTrap thrown) {
    List<WasmFrame> backtrace = new ArrayList<>();
    for (List<WasmFrame> activation : thrown.activations()) {
      backtrace.addAll(activation);
    }
    Trap trap = Trap.of(thrown.code(), thrown.what(), backtrace);
    if (!backtrace.isEmpty()) {
      StackTraceElement top = backtrace.get(0).toStackTraceElement();
      List<StackTraceElement> trace = withGuestFrames(thrown.getStackTrace(), thrown.activations());
      int first = Math.max(0, trace.indexOf(top));
      trap.setStackTrace(trace.subList(first, trace.size()).toArray(new StackTraceElement[0]));
    }
    return trap;
  }

  /**
   * {@return a trace that has the frames of the guest where Java has those that run it}
   *
   * @param trace the trace as Java has it
   * @param activations the frames of each entry into the guest, innermost first
   */
  static List<StackTraceElement> withGuestFrames(
      StackTraceElement[] trace, List<List<WasmFrame>> activations) {
    List<StackTraceElement> shown = new ArrayList<>(trace.length);
    int activation = 0;
    for (StackTraceElement element : trace) {
      if (!element.getClassName().equals(NativeStore.class.getName())) {
        shown.add(element);
      } else if (element.getMethodName().equals(NativeStore.ACTIVATION)
          && activation < activations.size()) {
        for (WasmFrame frame : activations.get(activation++)) {
          shown.add(frame.toStackTraceElement());
        }
      }
    }
    return shown;
  }
}
