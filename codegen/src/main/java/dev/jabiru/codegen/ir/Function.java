// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.IntSecondaryMap;
import dev.jabiru.entity.PrimaryMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function under compilation: what it is called, what it takes and yields, its code, and what the
 * code refers to.
 *
 * <p>Mutable, and used by one thread at a time.
 */
public final class Function {
  /** The source location of an instruction that has none. */
  public static final int NO_SOURCE_LOC = -1;

  /** The type index of a signature that nobody tests functions against. */
  public static final int NO_TYPE_INDEX = -1;

  private final UserExternalName name;
  private final Signature signature;
  private @Nullable String label;

  private final DataFlowGraph dfg = new DataFlowGraph();
  private final Layout layout = new Layout();
  private final IntSecondaryMap<Inst> sourceLocs = IntSecondaryMap.withDefault(NO_SOURCE_LOC);

  private final PrimaryMap<Memory, MemoryData> memories = new PrimaryMap<>();
  private final PrimaryMap<Table, TableData> tables = new PrimaryMap<>();
  private final PrimaryMap<Global, GlobalData> globals = new PrimaryMap<>();
  private final PrimaryMap<SigRef, Signature> signatures = new PrimaryMap<>();
  private final IntSecondaryMap<SigRef> typeIndices = IntSecondaryMap.withDefault(NO_TYPE_INDEX);
  private final PrimaryMap<FuncRef, ExtFuncData> functions = new PrimaryMap<>();
  private final PrimaryMap<TypeRef, TypeData> types = new PrimaryMap<>();
  private final PrimaryMap<Tag, TagData> tags = new PrimaryMap<>();
  private final PrimaryMap<Constant, ConstantData> constants = new PrimaryMap<>();
  private final PrimaryMap<StackSlot, StackSlotData> stackSlots = new PrimaryMap<>();

  /**
   * A function without code.
   *
   * @param name what others call it by
   * @param signature what it takes and yields; the parameters of its first block have those types
   */
  public Function(UserExternalName name, Signature signature) {
    this.name = name;
    this.signature = signature;
  }

  /** {@return what others call it by} */
  public UserExternalName name() {
    return name;
  }

  /** {@return a name for people to read, or null} */
  public @Nullable String label() {
    return label;
  }

  /**
   * Gives the function a name for people to read.
   *
   * @param label letters, digits, and any of {@code _.$-}; other characters print as underscores
   */
  public void setLabel(@Nullable String label) {
    this.label = label;
  }

  /** {@return what it takes and yields} */
  public Signature signature() {
    return signature;
  }

  /** {@return its blocks, instructions and values} */
  public DataFlowGraph dfg() {
    return dfg;
  }

  /** {@return the order of its blocks and instructions} */
  public Layout layout() {
    return layout;
  }

  /** {@return the memories it accesses; push to declare one} */
  public PrimaryMap<Memory, MemoryData> memories() {
    return memories;
  }

  /** {@return the tables it accesses; push to declare one} */
  public PrimaryMap<Table, TableData> tables() {
    return tables;
  }

  /** {@return the globals it accesses; push to declare one} */
  public PrimaryMap<Global, GlobalData> globals() {
    return globals;
  }

  /** {@return the signatures it names; push to declare one} */
  public PrimaryMap<SigRef, Signature> signatures() {
    return signatures;
  }

  /**
   * Returns the type that an indirect call with a signature expects of its callee: signatures look
   * the same where types differ.
   *
   * @param signature a declared signature
   * @return a number, which means something to whoever embeds the code generator, or {@link
   *     #NO_TYPE_INDEX}
   */
  public int typeIndex(SigRef signature) {
    return typeIndices.get(signature);
  }

  /**
   * Says which type an indirect call with a signature expects of its callee.
   *
   * @param signature a declared signature
   * @param typeIndex the number of the type
   */
  public void setTypeIndex(SigRef signature, int typeIndex) {
    typeIndices.set(signature, typeIndex);
  }

  /** {@return the functions it calls or refers to; push to declare one} */
  public PrimaryMap<FuncRef, ExtFuncData> functions() {
    return functions;
  }

  /** {@return the reference types it names; push to declare one} */
  public PrimaryMap<TypeRef, TypeData> types() {
    return types;
  }

  /** {@return the exception tags it names; push to declare one} */
  public PrimaryMap<Tag, TagData> tags() {
    return tags;
  }

  /** {@return its pool of 16-byte constants; push to add one} */
  public PrimaryMap<Constant, ConstantData> constants() {
    return constants;
  }

  /** {@return the parts of its frame; push to declare one} */
  public PrimaryMap<StackSlot, StackSlotData> stackSlots() {
    return stackSlots;
  }

  /**
   * Returns the place in the source an instruction comes from.
   *
   * @param inst the instruction
   * @return the place, for WebAssembly its byte offset in the module, or {@link #NO_SOURCE_LOC}
   */
  public int sourceLoc(Inst inst) {
    return sourceLocs.get(inst);
  }

  /**
   * Says where in the source an instruction comes from.
   *
   * @param inst the instruction
   * @param sourceLoc the place, or {@link #NO_SOURCE_LOC}
   */
  public void setSourceLoc(Inst inst, int sourceLoc) {
    if (sourceLoc != NO_SOURCE_LOC || sourceLocs.get(inst) != NO_SOURCE_LOC) {
      sourceLocs.set(inst, sourceLoc);
    }
  }

  /**
   * Returns the signature that a call or a function reference names.
   *
   * @param data an instruction whose format names a function or a signature
   * @return the signature
   */
  public Signature signatureOf(InstructionData data) {
    return signatures.get(
        data.opcode().format() == InstructionFormat.FUNCTION
            ? functions.get(data.function()).signature()
            : data.signature());
  }

  /** Puts zero or null of a type at the beginning of a block. */
  Value insertZero(Type type, Block block) {
    InstructionData data =
        switch (type) {
          case F32 -> constant(Opcode.F32CONST, type, 0);
          case F64 -> constant(Opcode.F64CONST, type, 0);
          case V128 ->
              constant(
                  Opcode.VCONST,
                  type,
                  constants.push(new ConstantData(0, 0), Constant::new).index());
          case REF -> constant(Opcode.REF_NULL, type, 0);
          case I8, I16, I32, I64 -> constant(Opcode.ICONST, type, 0);
        };
    Inst inst = makeInst(data);
    Inst first = layout.firstInst(block);
    if (first == null) {
      layout.appendInst(inst, block);
    } else {
      layout.insertInstBefore(inst, first);
    }
    return dfg.result(inst);
  }

  private static InstructionData constant(Opcode opcode, Type type, int entity) {
    return new InstructionData(opcode, type, 0, entity, 0, 0, EntityList.empty());
  }

  /** Makes an instruction with the results that its opcode has. */
  Inst makeInst(InstructionData data) {
    Inst inst = dfg.makeInst(data);
    String results = data.opcode.resultShape();
    for (int i = 0; i < results.length(); i++) {
      if (results.charAt(i) == '*') {
        for (Type type : signatureOf(data).returns()) {
          dfg.appendResult(inst, type);
        }
      } else {
        dfg.appendResult(inst, typeOfLetter(results.charAt(i), data));
      }
    }
    return inst;
  }

  /** Returns the types of the results that the opcode has. */
  List<Type> resultTypes(InstructionData data) {
    String results = data.opcode.resultShape();
    if (results.equals("*")) {
      return signatureOf(data).returns();
    }
    List<Type> types = new ArrayList<>(results.length());
    for (int i = 0; i < results.length(); i++) {
      types.add(typeOfLetter(results.charAt(i), data));
    }
    return types;
  }

  /** Returns the type that a letter of a shape stands for; {@link Opcode} explains them. */
  Type typeOfLetter(char letter, InstructionData data) {
    return switch (letter) {
      case 'T' -> data.type;
      case 'I' -> Type.I32;
      case 'L' -> Type.I64;
      case 'F' -> Type.F32;
      case 'D' -> Type.F64;
      case 'V' -> Type.V128;
      case 'R' -> Type.REF;
      case 'A' -> addressType(data);
      case 'G' -> globals.get(data.global()).type();
      case 'E' -> data.vectorOp().shape().scalar();
      case 'P' -> fieldType(data);
      default -> throw new AssertionError(data.opcode + " has the letter " + letter);
    };
  }

  private Type addressType(InstructionData data) {
    return switch (data.opcode.format()) {
      case TABLE, SIGNATURE_TABLE -> tables.get(data.table()).addressType();
      default -> memories.get(data.memory()).addressType();
    };
  }

  private Type fieldType(InstructionData data) {
    return fieldType(
        data.typeRef(), data.opcode.format() == InstructionFormat.TYPE_FIELD ? data.field() : 0);
  }

  /** Returns the type of the values of a field or, of an array type, of elements. */
  Type fieldType(TypeRef ref, int field) {
    Type type = types.get(ref).fields().get(field);
    return type.isValueType() ? type : Type.I32;
  }

  /** {@return the text form} */
  @Override
  public String toString() {
    return FunctionPrinter.print(this);
  }
}
