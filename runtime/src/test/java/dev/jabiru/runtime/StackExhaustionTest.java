// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.jvm.LinearMemory;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests that exhaust the stack in code that is linked for the first time down there. */
class StackExhaustionTest {
  private static final String[] PARAMS = {"i32", "i64", "f32", "f64"};
  private static final String[] DESCRIPTORS = {"I", "J", "F", "D"};
  private static final int LINKS = 4;

  /**
   * {@code down(n, k)} recurses n deep and then calls function k, of a class that nobody has
   * linked; that one uses memory, calls a host function of a shape of its own through a handle, and
   * recurses without end.
   */
  private static Module module(Engine engine, Random random) {
    StringBuilder text = new StringBuilder("(module\n");
    Map<Integer, Consumer<CodeBuilder>> bodies = new HashMap<>();
    String[] shapes = new String[LINKS];
    for (int i = 0; i < LINKS; i++) {
      StringBuilder wasm = new StringBuilder();
      StringBuilder java = new StringBuilder("(");
      int count = 1 + random.nextInt(6);
      for (int p = 0; p < count; p++) {
        int which = random.nextInt(4);
        wasm.append(' ').append(PARAMS[which]);
        java.append(DESCRIPTORS[which]);
      }
      shapes[i] = java.append(")V").toString();
      text.append("(import \"env\" \"h").append(i).append("\" (func (param").append(wasm);
      text.append(")))\n");
    }
    text.append("(memory 1)\n(func $down (export \"down\") (param i32 i32) unreachable)\n");
    text.append("(func $shallow (export \"shallow\") (param i32) (result i32) unreachable)\n");
    for (int i = 0; i < LINKS; i++) {
      text.append("(func $deep").append(i).append(" (param i32) unreachable)\n");
    }
    int first = LINKS + 2;
    bodies.put(
        LINKS,
        code -> {
          Label end = code.newLabel();
          code.iload(1).ifeq(end);
          code.aload(0).iload(1).iconst_1().isub().iload(2);
          HandMade.call(code, LINKS, "(II)V");
          code.return_();
          code.labelBinding(end);
          for (int i = 0; i < LINKS; i++) {
            Label next = code.newLabel();
            code.iload(2).loadConstant(i).if_icmpne(next);
            code.aload(0).iload(1);
            HandMade.call(code, first + i, "(I)V");
            code.labelBinding(next);
          }
          code.return_();
        });
    bodies.put(LINKS + 1, code -> code.iload(1).ireturn());
    for (int i = 0; i < LINKS; i++) {
      int number = i;
      bodies.put(first + i, code -> deep(code, first + number, number, shapes[number]));
    }
    return HandMade.module(engine, text.append(")").toString(), bodies);
  }

  private static void deep(CodeBuilder code, int self, int host, String shape) {
    ClassDesc memory = ClassDesc.of(LinearMemory.class.getName());
    code.getstatic(memory, "I32", ConstantDescs.CD_VarHandle);
    code.aload(0)
        .getfield(HandMade.CONTEXT, "memories", memory.arrayType())
        .iconst_0()
        .aaload()
        .getfield(memory, "bytes", ClassDesc.ofDescriptor("[B"));
    code.iconst_4().iload(1);
    code.invokevirtual(ConstantDescs.CD_VarHandle, "set", MethodTypeDesc.ofDescriptor("([BII)V"));
    HandMade.importHandle(code, host);
    for (char c : shape.substring(1, shape.indexOf(')')).toCharArray()) {
      switch (c) {
        case 'I' -> code.iconst_0();
        case 'J' -> code.lconst_0();
        case 'F' -> code.fconst_0();
        default -> code.dconst_0();
      }
    }
    HandMade.invoke(code, shape);
    code.aload(0).iload(1).iconst_1().iadd();
    HandMade.call(code, self, "(I)V");
    code.return_();
  }

  /** The same in WebAssembly, compiled when it is reached; long bodies, so that each is a class. */
  private static Module compiled(Engine engine, Random random) {
    StringBuilder text = new StringBuilder("(module\n(type $deep (func (param i32)))\n");
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < LINKS; i++) {
      StringBuilder params = new StringBuilder();
      StringBuilder args = new StringBuilder();
      int count = 1 + random.nextInt(6);
      for (int p = 0; p < count; p++) {
        String type = PARAMS[random.nextInt(4)];
        params.append(' ').append(type);
        args.append(" (").append(type).append(".const 0)");
      }
      text.append("(import \"env\" \"h").append(i).append("\" (func $h").append(i);
      text.append(" (param").append(params).append(")))\n");
      deep.append("(func $deep").append(i).append(" (type $deep)");
      for (int k = 0; k < 100; k++) {
        deep.append(" (i32.store (i32.const ").append(k * 1000).append(")");
        deep.append("(i32.load16_u (i32.const ").append(k * 77).append(")))");
      }
      deep.append(" (call $h").append(i).append(args).append(")");
      deep.append(" (if (i32.eqz (i32.rem_u (local.get 0) (i32.const 7)))");
      deep.append("(then (drop (memory.grow (i32.const 0)))))");
      deep.append(" (call_indirect (type $deep) (i32.add (local.get 0) (i32.const 1))");
      deep.append(" (i32.const ").append(i).append(")))\n");
    }
    text.append("(memory 2) (table funcref (elem $deep0 $deep1 $deep2 $deep3))\n");
    text.append("(func $down (export \"down\") (param i32 i32)\n");
    text.append("  (if (local.get 0)\n");
    text.append("    (then (call $down (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))\n");
    text.append("    (else (call_indirect (type $deep) (local.get 0) (local.get 1)))))\n");
    text.append("(func (export \"shallow\") (param i32) (result i32) (local.get 0))\n");
    return Module.of(engine, text.append(deep).append(")").toString());
  }

  private static Instance instantiate(Engine engine, Random random, boolean compiled) {
    Module module = compiled ? compiled(engine, random) : module(engine, random);
    Linker linker = Linker.of(engine);
    for (ImportType item : module.imports()) {
      linker.func("env", item.name(), item.funcType().get(), args -> null);
    }
    return linker.instantiate(Store.of(engine), module);
  }

  static int run(long stackBytes, int traps, long seed, boolean compiled) throws Exception {
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    Random random = new Random(seed);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    int[] exhausted = {0};
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                int deepest = 200;
                while (exhausted[0] < traps) {
                  Instance instance = instantiate(engine, random, compiled);
                  for (int link = 0; link < LINKS; link++) {
                    int depth = random.nextInt(deepest);
                    try {
                      instance.func("down").call(depth, link);
                      throw new AssertionError("no trap");
                    } catch (StackExhausted e) {
                      exhausted[0]++;
                    }
                    deepest = (int) Math.min(stackBytes / 40, deepest * 2L);
                  }
                  if (!instance.func("shallow").call(5).equals(5)) {
                    throw new AssertionError("shallow");
                  }
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "guest",
            stackBytes);
    thread.start();
    thread.join();
    if (failure.get() != null) {
      throw new AssertionError("seed " + seed + " after " + exhausted[0], failure.get());
    }
    return exhausted[0];
  }

  /** On a large stack a trap takes long: HotSpot unwinds some 100,000 frames one by one. */
  @ParameterizedTest
  @CsvSource({"256, 500, false", "256, 400, true", "16384, 50, false", "16384, 50, true"})
  void aThousandTrapsAtRandomDepthsLeaveTheJvmSound(long stackKib, int traps, boolean compiled)
      throws Exception {
    assertThat(run(stackKib << 10, traps, 42, compiled)).isGreaterThanOrEqualTo(traps);
    // And everything still works, in new modules too.
    Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    for (int i = 0; i < 20; i++) {
      Instance instance = instantiate(engine, new Random(1000 + i), compiled);
      assertThat(instance.func("shallow").call(i)).isEqualTo(i);
      assertThatThrownBy(() -> instance.func("down").call(3, 0)).isInstanceOf(StackExhausted.class);
    }
  }
}
