// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.runtime.CodeCache;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.ExportType;
import dev.jabiru.runtime.Extern;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.ImportType;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.LinkException;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.OutOfFuel;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.StoreLimits;
import dev.jabiru.runtime.TimedOut;
import dev.jabiru.runtime.Trap;
import dev.jabiru.wasi.WasiPreview1;
import dev.jabiru.wasm.FuncType;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what {@code jabiru run} is asked to do. */
final class ProgramRun {
  private static final String NO_EXPORTS = "it exports no function at all";

  private final RunRequest request;

  ProgramRun(RunRequest request) {
    this.request = request;
  }

  /**
   * {@return the exit code, if the guest does not exit by itself}
   *
   * @throws Exception for every other end, which {@link Failures} knows
   */
  int run() throws Exception {
    Engine.prepare(request.target(), request.file());
    try (ProgramFile program = ProgramFile.open(request.file());
        WasiPreview1 wasi = wasi()) {
      return run(program, wasi);
    }
  }

  private int run(ProgramFile program, WasiPreview1 wasi) throws Exception {
    StoreLimits limits = StoreLimits.defaults();
    if (request.maxMemory() != null) {
      limits = limits.withMemoryBytes(request.maxMemory());
    }
    if (request.maxStack() != null) {
      limits = limits.withStackBytes(request.maxStack());
    }
    Config config =
        Config.defaults()
            .withFeatures(request.features())
            .withTarget(Modules.target(program, request.target()))
            .withFuel(request.fuel() != null)
            // Nobody but the time can interrupt this guest.
            .withInterruptible(request.timeout() != null)
            .withLargeMemories(request.largeMemories())
            .withLimits(limits);
    if (request.cpu() != null) {
      config = config.withCpu(request.cpu());
    }
    // An artifact has no use for it, and to look at the folder takes time.
    if (request.cache() && !(program.module() == null && request.preloads().isEmpty())) {
      config = withCache(config);
    }
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine)) {
      Linker linker = Linker.of(engine);
      wasi.addTo(linker);
      if (request.fuel() != null) {
        store.setFuel(request.fuel());
      }
      List<Modules.Loaded> loaded = new ArrayList<>();
      List<Module> preloads = new ArrayList<>();
      for (RunRequest.Preload each : request.preloads()) {
        preloads.add(Modules.load(engine, each.file(), null, loaded));
      }
      Module module = Modules.load(engine, program, request.module(), loaded);
      try {
        if (request.timeout() == null) {
          return run(store, linker, preloads, module);
        }
        // Guests have this time, not the compiler.
        return store.callWithTimeout(request.timeout(), () -> run(store, linker, preloads, module));
      } catch (Trap e) {
        throw stopped(e, GuestTexts.of(loaded));
      }
    }
  }

  private GuestStopped stopped(Trap trap, GuestTexts texts) {
    return switch (trap) {
      case TimedOut e -> {
        String limit = request.timeout() == null ? "" : " of " + Quantities.text(request.timeout());
        yield new GuestStopped(ExitCode.TIMEOUT, "the time" + limit + " is over", e, texts);
      }
      case OutOfFuel e ->
          new GuestStopped(
              ExitCode.FUEL, "all fuel consumed: " + request.fuel() + " units", e, texts);
      default -> new GuestStopped(ExitCode.TRAP, "trap: " + what(trap), trap, texts);
    };
  }

  /** The message without the place, which the backtrace begins with. */
  private static String what(Trap trap) {
    String message = String.valueOf(trap.getMessage());
    if (!trap.backtrace().isEmpty()) {
      String place = " " + trap.backtrace().getFirst();
      if (message.endsWith(place)) {
        return message.substring(0, message.length() - place.length());
      }
    }
    return message;
  }

  /** The same with the user's cache, or as it is where that cannot be used. */
  private static Config withCache(Config config) {
    try {
      return config.withCache(CodeCache.of(CodeCache.userFolder(), CodeCache.DEFAULT_BYTES));
    } catch (IOException | RuntimeException e) {
      // A broken cache is no reason not to run; `jabiru cache info` tells what is the matter.
      System.getLogger("dev.jabiru.cache").log(System.Logger.Level.DEBUG, "no cache", e);
      return config;
    }
  }

  private int run(Store store, Linker linker, List<Module> preloads, Module module) {
    // Before anything of the guest's has run.
    @Nullable Object[] arguments = arguments(module);
    for (int i = 0; i < preloads.size(); i++) {
      RunRequest.Preload each = request.preloads().get(i);
      Instance instance = instantiate(store, linker, preloads.get(i), each.file());
      initialize(instance);
      // What is preloaded goes before what traps, and before WASI.
      linker.allowShadowing(true).define(each.name(), instance);
    }
    return start(instantiate(store, linker, module, request.file()), module, arguments);
  }

  private Instance instantiate(Store store, Linker linker, Module module, Path file) {
    if (request.trapUnknownImports()) {
      defineTraps(linker, module);
    }
    try {
      return linker.instantiate(store, module);
    } catch (LinkException e) {
      throw new BadInput(file + ": " + e.getMessage());
    }
  }

  private WasiPreview1 wasi() throws IOException {
    WasiPreview1.Builder builder =
        WasiPreview1.builder()
            .inheritStdio()
            // Straight to the descriptors: the guest's output is bytes, and it does its own
            // buffering.
            .stdout(new FileOutputStream(FileDescriptor.out))
            .stderr(new FileOutputStream(FileDescriptor.err))
            .args(String.valueOf(request.file().getFileName()))
            .args(request.args().toArray(new String[0]));
    for (String each : request.variables()) {
      int equals = each.indexOf('=');
      if (equals >= 0) {
        builder.env(each.substring(0, equals), each.substring(equals + 1));
      } else if (System.getenv(each) != null) {
        builder.env(each, System.getenv(each));
      }
    }
    for (RunRequest.Directory each : request.directories()) {
      builder.preopen(each.guest(), each.host(), each.sharing());
    }
    return builder.build();
  }

  private static void defineTraps(Linker linker, Module module) {
    for (ImportType each : module.imports()) {
      FuncType type = each.funcType().orElse(null);
      if (type != null && !linker.defines(each.module(), each.name())) {
        String name = each.module() + "." + each.name();
        linker.func(
            each.module(),
            each.name(),
            type,
            arguments -> {
              throw new Trap(
                  TrapCode.UNREACHABLE, "unreachable: call of " + name + ", which nobody provides");
            });
      }
    }
  }

  /** The arguments of the function to invoke; none if that is {@code _start}. */
  private @Nullable Object[] arguments(Module module) {
    String invoke = request.invoke();
    if (invoke == null) {
      return new @Nullable Object[0];
    }
    for (ExportType each : module.exports()) {
      FuncType type = each.funcType().orElse(null);
      if (type != null && each.name().equals(invoke)) {
        return Values.parse(invoke, type, request.args());
      }
    }
    throw new BadInput(
        request.file() + ": no function " + invoke + " is exported; " + exports(module));
  }

  private int start(Instance instance, Module module, @Nullable Object[] arguments) {
    String invoke = request.invoke();
    if (invoke != null) {
      initialize(instance);
      Func function = (Func) instance.export(invoke).orElseThrow();
      Values.print(System.out, function.callForResults(arguments));
      return ExitCode.OK;
    }
    Extern start = instance.export("_start").orElse(null);
    if (!(start instanceof Func function)) {
      String names = exports(module);
      boolean wasMeant = request.args().contains("--invoke");
      throw new BadInput(
          request.file()
              + ": no function _start is exported; "
              + (wasMeant
                  ? "what follows the file is for the program, so write --invoke before it; "
                  : names.equals(NO_EXPORTS)
                      ? ""
                      : "choose one with --invoke FUNC before the file; ")
              + names);
    }
    function.call();
    return ExitCode.OK;
  }

  /** A reactor wants to be initialised before anything else is called. */
  private static void initialize(Instance instance) {
    if (instance.export("_initialize").orElse(null) instanceof Func function) {
      function.call();
    }
  }

  private static String exports(Module module) {
    StringBuilder names = new StringBuilder();
    for (ExportType each : module.exports()) {
      if (each.funcType().isPresent()) {
        names.append(names.isEmpty() ? "" : ", ").append(each.name());
      }
    }
    return names.isEmpty() ? NO_EXPORTS : "there are: " + names;
  }
}
