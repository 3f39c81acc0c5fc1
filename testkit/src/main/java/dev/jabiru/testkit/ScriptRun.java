// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Extern;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Global;
import dev.jabiru.runtime.ImportType;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.JabiruException;
import dev.jabiru.runtime.LinkException;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.StackExhausted;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.Trap;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.FeatureUse;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.MalformedModuleException;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.TextModule;
import dev.jabiru.wasm.text.WastAction;
import dev.jabiru.wasm.text.WastCommand;
import dev.jabiru.wasm.text.WastModule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the commands of one script, or of one of its threads. */
final class ScriptRun {
  /** What a script's identifier stands for. */
  private sealed interface Slot {}

  /** A module, and the newest feature it uses. */
  private record Defined(Module module, Feature feature) implements Slot {}

  private record Live(Instance instance, Feature feature) implements Slot {}

  /** A module that the target refused. */
  private record Refused(Feature feature) implements Slot {}

  /** A module that is missing since an earlier command failed. */
  private record Failed() implements Slot {}

  /** A command needs a module that the target refused. */
  private static final class Skip extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Feature feature;

    Skip(Feature feature) {
      super(null, null, false, false);
      this.feature = feature;
    }
  }

  /** A command did not do what it should. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private final Engine engine;
  private final Path file;
  private final WastTally tally;
  private final Store store;
  private final Linker linker;
  private final Map<String, Slot> definitions = new HashMap<>();
  private final Map<String, Slot> instances = new HashMap<>();
  private final Map<String, Feature> refusedNames = new HashMap<>();
  private final Map<String, Thread> threads = new HashMap<>();
  private Slot latestDefinition = new Failed();
  private Slot latest = new Failed();
  private @Nullable Thread latestThread;

  /** The newest feature that the command which is running has to do with. */
  private Feature feature = Feature.MVP;

  ScriptRun(Engine engine, Path file, WastTally tally) {
    this.engine = engine;
    this.file = file;
    this.tally = tally;
    this.store = Store.of(engine);
    this.linker = Linker.of(engine).allowShadowing(true);
    SpecTest.define(store, linker);
  }

  /** Whether places in messages are places in the script: of text that is quoted they are not. */
  private static boolean isOfScriptText(WastCommand command) {
    return switch (command) {
      case WastCommand.DefineAndInstantiate c -> c.module().form() == WastModule.Form.TEXT;
      case WastCommand.Define c -> c.module().form() == WastModule.Form.TEXT;
      default -> false;
    };
  }

  private static boolean isAssertionAtRunTime(WastCommand command) {
    return command instanceof WastCommand.AssertReturn
        || command instanceof WastCommand.AssertTrap
        || command instanceof WastCommand.AssertExhaustion;
  }

  void run(List<WastCommand> commands) {
    for (WastCommand command : commands) {
      feature = Feature.MVP;
      try {
        run(command);
        tally.pass(feature, isAssertionAtRunTime(command));
      } catch (Skip skip) {
        tally.skip(skip.feature);
      } catch (Wrong wrong) {
        tally.fail(
            new WastTally.Failure(file, command.line(), 0, String.valueOf(wrong.getMessage())));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (Throwable thrown) {
        String message = describe(thrown);
        tally.fail(
            isOfScriptText(command)
                ? WastTally.Failure.at(file, command.line(), message)
                : new WastTally.Failure(file, command.line(), 0, message));
      }
    }
  }

  /**
   * The kind and message of what guests and scripts do wrong; of what we do wrong, the exception.
   */
  private static String describe(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return switch (thrown) {
      case MalformedModuleException _ -> "malformed: " + message;
      case InvalidModuleException _ -> "invalid: " + message;
      case LinkException _ -> "unlinkable: " + message;
      case StackExhausted _ -> "exhaustion: " + message;
      case Trap _ -> "trap: " + message;
      case JabiruException _ -> message;
      default -> {
        StackTraceElement[] trace = thrown.getStackTrace();
        yield thrown + (trace.length == 0 ? "" : " at " + trace[0]);
      }
    };
  }

  private void run(WastCommand command) throws InterruptedException {
    switch (command) {
      case WastCommand.DefineAndInstantiate c -> {
        Slot slot = tryDefine(c.module(), c.id());
        bind(c.id(), new Failed());
        bind(c.id(), instantiate(slot));
      }
      case WastCommand.Define c -> tryDefine(c.module(), c.id());
      case WastCommand.Instantiate c -> {
        bind(c.id(), new Failed());
        bind(c.id(), instantiate(find(definitions, c.module(), latestDefinition)));
      }
      case WastCommand.Register c -> register(c);
      case WastCommand.Perform c -> perform(c.action());
      case WastCommand.AssertReturn c -> {
        @Nullable Object[] results = perform(c.action());
        if (!WastValues.match(c.expected(), results)) {
          throw new Wrong(
              "wanted " + WastValues.print(c.expected()) + ", found " + WastValues.print(results),
              null);
        }
      }
      case WastCommand.AssertTrap c -> demandTrap(() -> perform(c.action()), c.message());
      case WastCommand.AssertModuleTrap c -> {
        Slot slot = define(c.module());
        demandTrap(() -> instantiate(slot), c.message());
      }
      case WastCommand.AssertExhaustion c ->
          demand(StackExhausted.class, () -> perform(c.action()), c.message());
      case WastCommand.AssertException c -> {
        demandInstance(c.action().module());
        throw new Wrong("the runtime has no exceptions yet", null);
      }
      case WastCommand.AssertRefused c -> assertRefused(c);
      case WastCommand.RunThread c -> runThread(c);
      case WastCommand.AwaitThread c -> {
        Thread thread = c.thread() == null ? latestThread : threads.get(c.thread());
        if (thread == null) {
          throw new Wrong("there is no such thread", null);
        }
        thread.join();
      }
    }
  }

  // Modules

  private Slot tryDefine(WastModule module, @Nullable String id) {
    Slot slot = new Failed();
    try {
      slot = define(module);
    } finally {
      latestDefinition = slot;
      if (id != null) {
        definitions.put(id, slot);
      }
    }
    return slot;
  }

  private Slot define(WastModule module) {
    Features features = engine.config().features();
    TextModule text = module.text(features);
    byte[] binary = text != null ? text.binary() : module.binary(features);
    try {
      Module compiled = Module.of(engine, binary);
      feature = WastRunner.newest(FeatureUse.of(dev.jabiru.wasm.Module.decode(binary, features)));
      return new Defined(compiled, feature);
    } catch (UnsupportedFeatureException e) {
      return new Refused(e.feature());
    } catch (WasmException e) {
      throw text != null ? text.inText(e) : e;
    }
  }

  private Slot instantiate(Slot slot) {
    switch (slot) {
      case Refused refused -> {
        return refused;
      }
      case Defined defined -> {
        feature = defined.feature;
        for (ImportType needed : defined.module.imports()) {
          Feature refused = refusedNames.get(needed.module());
          if (refused != null) {
            return new Refused(refused);
          }
        }
        return new Live(linker.instantiate(store, defined.module), defined.feature);
      }
      default -> throw new Wrong("its module was not defined", null);
    }
  }

  private void bind(@Nullable String id, Slot slot) {
    latest = slot;
    if (id != null) {
      instances.put(id, slot);
    }
    if (slot instanceof Refused refused) {
      throw new Skip(refused.feature);
    }
  }

  private static Slot find(Map<String, Slot> slots, @Nullable String id, Slot latest) {
    return id == null ? latest : slots.getOrDefault(id, new Failed());
  }

  private void register(WastCommand.Register command) {
    Slot slot = find(instances, command.module(), latest);
    if (slot instanceof Refused refused) {
      refusedNames.put(command.name(), refused.feature);
    } else {
      refusedNames.remove(command.name());
    }
    linker.define(command.name(), demandInstance(command.module()));
  }

  private Instance demandInstance(@Nullable String id) {
    return switch (find(instances, id, latest)) {
      case Live live -> {
        feature = live.feature;
        yield live.instance;
      }
      case Refused refused -> throw new Skip(refused.feature);
      default -> throw new Wrong("there is no instance, since an earlier command failed", null);
    };
  }

  // Actions

  private @Nullable Object[] perform(WastAction action) {
    Instance instance = demandInstance(action.module());
    Extern export = instance.export(action.export()).orElse(null);
    return switch (action) {
      case WastAction.Invoke invoke -> {
        if (!(export instanceof Func func)) {
          throw new Wrong("there is no exported function " + action.export(), null);
        }
        yield func.callForResults(WastValues.toJava(invoke.arguments()));
      }
      case WastAction.Get get -> {
        if (!(export instanceof Global global)) {
          throw new Wrong("there is no exported global " + action.export(), null);
        }
        yield new @Nullable Object[] {global.get()};
      }
    };
  }

  private interface Body {
    @Nullable Object run();
  }

  private void demandTrap(Body body, String message) {
    demand(Trap.class, body, message);
  }

  /** Whether the message begins with the one the script wants, or wants more than traps say. */
  private static boolean says(RuntimeException thrown, String wanted) {
    return String.valueOf(thrown.getMessage()).startsWith(wanted)
        || (thrown instanceof Trap trap && wanted.startsWith(trap.code().phrase() + " "));
  }

  /** Demands that the body throws; the message must begin with this one. */
  private void demand(Class<? extends RuntimeException> wanted, Body body, String message) {
    Object result;
    try {
      result = body.run();
    } catch (RuntimeException thrown) {
      if (wanted.isInstance(thrown) && says(thrown, message)) {
        return;
      }
      if (thrown instanceof Skip || thrown instanceof Wrong) {
        throw thrown;
      }
      throw new Wrong("wanted \"" + message + "\", found " + describe(thrown), thrown);
    }
    if (result instanceof Refused refused) {
      throw new Skip(refused.feature);
    }
    String found = result instanceof @Nullable Object[] values ? WastValues.print(values) : "none";
    throw new Wrong("wanted \"" + message + "\", found " + found, null);
  }

  private void assertRefused(WastCommand.AssertRefused command) {
    switch (command.mistake()) {
      case MALFORMED, MALFORMED_CUSTOM ->
          demand(
              MalformedModuleException.class, () -> validate(command.module()), command.message());
      case INVALID, INVALID_CUSTOM ->
          demand(InvalidModuleException.class, () -> validate(command.module()), command.message());
      case UNLINKABLE -> {
        Slot slot = define(command.module());
        demand(LinkException.class, () -> instantiate(slot), command.message());
      }
    }
  }

  private @Nullable Object validate(WastModule module) {
    dev.jabiru.wasm.Module decoded =
        dev.jabiru.wasm.Module.decode(
            module.binary(engine.config().features()), engine.config().features());
    Validator.validate(decoded);
    return null;
  }

  // Threads

  private void runThread(WastCommand.RunThread command) {
    ScriptRun run = new ScriptRun(engine, file, tally);
    Feature refused = null;
    for (String id : command.shared()) {
      Slot slot = find(instances, id, new Failed());
      if (slot instanceof Live) {
        throw new Wrong("the runtime cannot share instances between threads yet", null);
      }
      refused = slot instanceof Refused needed ? needed.feature : refused;
      run.instances.put(id, slot);
    }
    Thread thread = new Thread(() -> run.run(command.commands()), "script " + command.id());
    latestThread = thread;
    if (command.id() != null) {
      threads.put(command.id(), thread);
    }
    thread.start();
    if (refused != null) {
      throw new Skip(refused);
    }
  }
}
