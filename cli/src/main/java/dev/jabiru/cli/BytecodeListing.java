// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.codegen.x64.Disassembler;
import dev.jabiru.environ.CompilationArtifacts.FunctionArtifact;
import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.LineMap;
import dev.jabiru.environ.TrapCode;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytecode of a module in an artifact, function by function. */
final class BytecodeListing {
  /**
   * A method.
   *
   * @param className the binary name of its class
   * @param name its name
   * @param descriptor its descriptor
   * @param lines its instructions
   */
  record Method(String className, String name, String descriptor, List<Disassembler.Line> lines) {}

  private final ModuleArtifact module;

  /** The classes that have been parsed; functions of a class follow each other. */
  private final Map<Integer, ClassModel> classes = new HashMap<>();

  /** Of a module with class files. */
  BytecodeListing(ModuleArtifact module) {
    this.module = module;
  }

  /** {@return the methods of a function, the plain entry first} */
  List<Method> methods(int defined) {
    FunctionArtifact function = module.functions().get(defined);
    ClassModel model =
        classes.computeIfAbsent(
            function.classIndex(),
            i -> ClassFile.of().parse(module.classes().get(i).bytes().toArray()));
    Map<String, MethodModel> byName = new HashMap<>();
    for (MethodModel each : model.methods()) {
      byName.put(each.methodName().stringValue(), each);
    }
    List<Method> methods = new ArrayList<>();
    for (MethodArtifact each : function.methods()) {
      MethodModel found = byName.get(each.name());
      if (found != null && found.code().isPresent()) {
        List<Disassembler.Line> lines = lines(found.code().get(), each.lines());
        methods.add(
            new Method(
                model.thisClass().asInternalName().replace('/', '.'),
                each.name(),
                found.methodType().stringValue(),
                lines));
      }
    }
    return methods;
  }

  private static List<Disassembler.Line> lines(CodeModel code, LineMap map) {
    CodeAttribute places = (CodeAttribute) code;
    List<Disassembler.Line> lines = new ArrayList<>();
    int at = 0;
    LineMap.@Nullable Entry entry = null;
    for (CodeElement element : code) {
      switch (element) {
        case LineNumber number -> entry = map.find(number.line());
        case Instruction instruction -> {
          boolean isPlace = mayThrow(instruction);
          TrapCode trap = entry == null || !isPlace ? null : entry.trap();
          lines.add(
              new Disassembler.Line(
                  at,
                  instruction.sizeInBytes(),
                  text(instruction, places),
                  entry == null ? -1 : entry.wasmOffset(),
                  trap == null ? null : trap.phrase(),
                  null));
          at += instruction.sizeInBytes();
          // A line number is set before what may trap or calls; of the rest no place is known.
          entry = isPlace ? null : entry;
        }
        default -> {} // labels and the like take no bytes
      }
    }
    return lines;
  }

  private static boolean mayThrow(Instruction instruction) {
    return switch (instruction.opcode().kind()) {
      case INVOKE, INVOKE_DYNAMIC, FIELD_ACCESS, ARRAY_LOAD, ARRAY_STORE, TYPE_CHECK -> true;
      case THROW_EXCEPTION, NEW_OBJECT, NEW_PRIMITIVE_ARRAY, NEW_REF_ARRAY, NEW_MULTI_ARRAY -> true;
      case OPERATOR ->
          switch (instruction.opcode()) {
            case IDIV, LDIV, IREM, LREM, ARRAYLENGTH -> true;
            default -> false;
          };
      default -> false;
    };
  }

  private static String text(Instruction instruction, CodeAttribute places) {
    String operands = operands(instruction, places);
    String name = instruction.opcode().name().toLowerCase(Locale.ROOT);
    return operands.isEmpty() ? name : name + " " + operands;
  }

  private static String operands(Instruction instruction, CodeAttribute places) {
    return switch (instruction) {
      case BranchInstruction branch -> place(branch.target(), places);
      case TableSwitchInstruction table -> cases(table.cases(), table.defaultTarget(), places);
      case LookupSwitchInstruction lookup -> cases(lookup.cases(), lookup.defaultTarget(), places);
      case FieldInstruction field ->
          simple(field.owner().asInternalName())
              + "."
              + field.name().stringValue()
              + ":"
              + field.type().stringValue();
      case InvokeInstruction invoke ->
          simple(invoke.owner().asInternalName())
              + "."
              + invoke.name().stringValue()
              + invoke.type().stringValue();
      case InvokeDynamicInstruction dynamic ->
          dynamic.name().stringValue() + dynamic.type().stringValue();
      case LoadInstruction load when load.sizeInBytes() > 1 -> String.valueOf(load.slot());
      case StoreInstruction store when store.sizeInBytes() > 1 -> String.valueOf(store.slot());
      case IncrementInstruction increment -> increment.slot() + " " + increment.constant();
      case ConstantInstruction constant when constant.sizeInBytes() > 1 ->
          String.valueOf(constant.constantValue());
      case NewObjectInstruction object -> simple(object.className().asInternalName());
      case TypeCheckInstruction check -> simple(check.type().asInternalName());
      case NewReferenceArrayInstruction array -> simple(array.componentType().asInternalName());
      case NewPrimitiveArrayInstruction array -> array.typeKind().name().toLowerCase(Locale.ROOT);
      case NewMultiArrayInstruction array -> simple(array.arrayType().asInternalName());
      default -> "";
    };
  }

  private static String cases(List<SwitchCase> cases, Label rest, CodeAttribute places) {
    StringBuilder text = new StringBuilder("{");
    for (SwitchCase each : cases) {
      text.append(each.caseValue()).append(": ").append(place(each.target(), places)).append(", ");
    }
    return text.append("default: ").append(place(rest, places)).append('}').toString();
  }

  private static String place(Label label, CodeAttribute places) {
    return String.valueOf(places.labelToBci(label));
  }

  /** The packages of generated code and of what it uses are always the same. */
  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }
}
