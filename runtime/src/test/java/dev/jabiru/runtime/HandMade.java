// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.jvm.Convention;
import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.text.WatParser;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A module whose functions are written as bytecode by the test: the runtime alone, without
 * compiler. Each function is a class of its own; a line number is a Wasm offset.
 */
final class HandMade implements ClassSource {
  static final ClassDesc CONTEXT = ClassDesc.of(VMContext.class.getName());
  static final ClassDesc FUNC_REF = ClassDesc.of(FuncRef.class.getName());

  private final dev.jabiru.wasm.Module wasm;
  private final Map<Integer, Consumer<CodeBuilder>> bodies;
  private final @Nullable TrapCode implicit;

  private HandMade(
      String text, Map<Integer, Consumer<CodeBuilder>> bodies, @Nullable TrapCode implicit) {
    Config config = Config.defaults();
    this.wasm =
        dev.jabiru.wasm.Module.decode(
            WatParser.parse(text, config.features()).binary(), config.features());
    this.bodies = bodies;
    this.implicit = implicit;
  }

  static Module module(Engine engine, String text, Map<Integer, Consumer<CodeBuilder>> bodies) {
    return module(engine, text, bodies, null);
  }

  static Module module(
      Engine engine,
      String text,
      Map<Integer, Consumer<CodeBuilder>> bodies,
      @Nullable TrapCode implicit) {
    HandMade source = new HandMade(text, bodies, implicit);
    return Module.of(engine, source.wasm, source);
  }

  @Override
  public String contextClass() {
    return "guest.Context";
  }

  @Override
  public String classOf(int function) {
    return "guest.F" + function;
  }

  @Override
  public String methodOf(int function) {
    return "f" + function;
  }

  @Override
  public MethodType methodTypeOf(int function, Class<?> context) {
    return Convention.methodType(wasm.funcType(new FuncIndex(function)))
        .insertParameterTypes(0, VMContext.class);
  }

  @Override
  public int typeOf(int function) {
    return wasm.funcTypeIndex(new FuncIndex(function)).index();
  }

  @Override
  public byte @Nullable [] classBytes(String className) {
    if (className.equals(contextClass())) {
      return context();
    }
    if (!className.startsWith("guest.F")) {
      return null;
    }
    int function = Integer.parseInt(className.substring("guest.F".length()));
    MethodTypeDesc type = methodTypeOf(function, VMContext.class).describeConstable().get();
    return ClassFile.of()
        .build(
            ClassDesc.of(className),
            builder ->
                builder
                    .withFlags(ClassFile.ACC_PUBLIC)
                    .withMethodBody(
                        methodOf(function),
                        type,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        bodies.get(function)));
  }

  private byte[] context() {
    return ClassFile.of()
        .build(
            ClassDesc.of(contextClass()),
            builder ->
                builder
                    .withFlags(ClassFile.ACC_PUBLIC)
                    .withSuperclass(CONTEXT)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    CONTEXT, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "bind", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, CodeBuilder::return_)
                    .withMethodBody(
                        "globalBits",
                        MethodTypeDesc.ofDescriptor("(I)J"),
                        ClassFile.ACC_PUBLIC,
                        code -> code.lconst_0().lreturn()));
  }

  @Override
  public @Nullable Frame frame(String className, String method, int line) {
    return className.startsWith("guest.F")
        ? new Frame(Integer.parseInt(className.substring("guest.F".length())), line, implicit)
        : null;
  }

  /** Calls another function of the module, whose arguments lie after the context on the stack. */
  static void call(CodeBuilder code, int function, String descriptor) {
    code.invokestatic(
        ClassDesc.of("guest.F" + function),
        "f" + function,
        MethodTypeDesc.ofDescriptor("(" + CONTEXT.descriptorString() + descriptor.substring(1)));
  }

  /** Pushes the handle of an import. */
  static void importHandle(CodeBuilder code, int function) {
    code.aload(0)
        .loadConstant(function)
        .invokevirtual(CONTEXT, "function", MethodTypeDesc.of(FUNC_REF, ConstantDescs.CD_int))
        .invokevirtual(FUNC_REF, "handle", MethodTypeDesc.of(ConstantDescs.CD_MethodHandle));
  }

  static void invoke(CodeBuilder code, String descriptor) {
    code.invokevirtual(
        ConstantDescs.CD_MethodHandle, "invokeExact", MethodTypeDesc.ofDescriptor(descriptor));
  }
}
