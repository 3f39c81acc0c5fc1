// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads types, and writes them as the binary format does. */
class TypeParser extends TokenCursor {
  private static final int REF = 0x64;
  private static final int REF_NULL = 0x63;
  private static final int FUNC = 0x60;
  private static final int STRUCT = 0x5F;
  private static final int ARRAY = 0x5E;
  private static final int SUB = 0x50;
  private static final int SUB_FINAL = 0x4F;
  private static final int REC = 0x4E;

  private static final Map<String, Integer> HEAP_TYPES = new HashMap<>();
  private static final Map<String, Integer> VALUE_TYPES = new HashMap<>();

  static {
    VALUE_TYPES.put("i32", 0x7F);
    VALUE_TYPES.put("i64", 0x7E);
    VALUE_TYPES.put("f32", 0x7D);
    VALUE_TYPES.put("f64", 0x7C);
    VALUE_TYPES.put("v128", 0x7B);
    for (AbstractHeapType type : AbstractHeapType.values()) {
      HEAP_TYPES.put(type.toString(), type.code());
      VALUE_TYPES.put(shorthand(type), type.code());
    }
  }

  final Features features;
  final ModuleScope scope;
  final Annotations annotations;

  TypeParser(
      Tokens tokens, int start, ModuleScope scope, Annotations annotations, Features features) {
    super(tokens, start);
    this.features = features;
    this.scope = scope;
    this.annotations = annotations;
  }

  /** The keyword for a nullable reference to the type. */
  static String shorthand(AbstractHeapType type) {
    return switch (type) {
      case NONE -> "nullref";
      case NOEXTERN -> "nullexternref";
      case NOFUNC -> "nullfuncref";
      case NOEXN -> "nullexnref";
      default -> type + "ref";
    };
  }

  /** Reads an identifier, if there is one, and a name annotation, if there is one. */
  final Binder binder() {
    int token = pos;
    String id = takeId();
    String name = annotations.nameBefore(pos);
    return new Binder(token, id, name == null ? id : name);
  }

  final boolean atValueType() {
    return atForm("ref") || (at(TokenKind.KEYWORD) && VALUE_TYPES.containsKey(tokens.text(pos)));
  }

  final boolean atRefType() {
    if (!at(TokenKind.KEYWORD)) {
      return atForm("ref");
    }
    Integer code = VALUE_TYPES.get(tokens.text(pos));
    return code != null && code <= 0x74;
  }

  final void valueType(ByteBuilder out) {
    if (atForm("ref")) {
      refType(out);
      return;
    }
    Integer code = at(TokenKind.KEYWORD) ? VALUE_TYPES.get(tokens.text(pos)) : null;
    if (code == null) {
      throw unexpected("a value type");
    }
    pos++;
    out.u8(code);
  }

  /** Reads a reference type and writes it in its shortest form. */
  final void refType(ByteBuilder out) {
    if (!takeForm("ref")) {
      if (!atRefType()) {
        throw unexpected("a reference type");
      }
      valueType(out);
      return;
    }
    boolean nullable = takeKeyword("null");
    boolean isAbstract = at(TokenKind.KEYWORD);
    if (!nullable) {
      out.u8(REF);
    } else if (!isAbstract) {
      out.u8(REF_NULL);
    }
    heapType(out);
    close();
  }

  final void heapType(ByteBuilder out) {
    if (at(TokenKind.KEYWORD)) {
      Integer code = HEAP_TYPES.get(tokens.text(pos));
      if (code == null) {
        throw unexpected("a heap type");
      }
      pos++;
      out.u8(code);
    } else if (atIndex()) {
      out.signed(scope.types.resolve(this) & 0xFFFFFFFFL);
    } else {
      throw unexpected("a heap type");
    }
  }

  /**
   * Reads parameters and results.
   *
   * @param params receives what the parameters are called; null where they must not be named
   */
  final FuncSignature signature(@Nullable List<Binder> params) {
    ByteBuilder paramTypes = new ByteBuilder();
    ByteBuilder resultTypes = new ByteBuilder();
    int paramCount = 0;
    while (takeForm("param")) {
      if (params != null && at(TokenKind.ID)) {
        params.add(binder());
        valueType(paramTypes);
        paramCount++;
      } else {
        for (; !at(TokenKind.RPAREN); paramCount++) {
          if (params != null) {
            params.add(new Binder(pos, null, annotations.nameBefore(pos)));
          }
          valueType(paramTypes);
        }
      }
      close();
    }
    int resultCount = 0;
    while (takeForm("result")) {
      for (; !at(TokenKind.RPAREN); resultCount++) {
        valueType(resultTypes);
      }
      close();
    }
    if (atForm("param") || atForm("type")) {
      pos++;
      throw unexpected("type, param and result in this order");
    }
    ByteBuilder encoding = new ByteBuilder();
    encoding.u32(paramCount);
    encoding.append(paramTypes);
    encoding.u32(resultCount);
    encoding.append(resultTypes);
    return new FuncSignature(encoding.toKey(), paramCount, resultCount);
  }

  /**
   * Reads a reference to a function type: an index, a signature, or both.
   *
   * @param params as for {@link #signature}
   * @return the type index
   */
  final int typeUse(@Nullable List<Binder> params) {
    int start = pos;
    long explicit = explicitType();
    FuncSignature signature = signature(params);
    return explicit == -1
        ? scope.plainFuncType(signature)
        : (int) checkedType(start, explicit, signature);
  }

  /** Reads {@code (type x)} if it is there, and returns -1 otherwise. */
  final long explicitType() {
    return part("type", scope.types);
  }

  /** Reads an index in a form with this keyword if that is there, and returns -1 otherwise. */
  final long part(String keyword, IndexSpace space) {
    if (!takeForm(keyword)) {
      return -1;
    }
    int index = space.resolve(this);
    close();
    return index & 0xFFFFFFFFL;
  }

  /** Checks that the signature written beside an explicit type repeats it. */
  final long checkedType(int token, long type, FuncSignature signature) {
    if (!signature.isEmpty()) {
      if (type >= scope.definedTypes()) {
        throw tokens.error(token, "unknown type " + type);
      }
      if (!signature.equals(scope.signature((int) type))) {
        throw tokens.error(token, "inline function type differs from type " + type);
      }
    }
    return type;
  }

  /** Writes the type of a block: empty, one result, or a type index. */
  final void blockType(ByteBuilder out) {
    int start = pos;
    long explicit = explicitType();
    FuncSignature signature = signature(null);
    if (explicit != -1) {
      out.signed(checkedType(start, explicit, signature));
    } else if (signature.isEmpty()) {
      out.u8(0x40);
    } else if (signature.params() == 0 && signature.results() == 1) {
      out.raw(signature.onlyResult());
    } else {
      out.signed(scope.plainFuncType(signature));
    }
  }

  /** Reads a {@code (type ...)} or {@code (rec ...)} field, from its keyword on. */
  final void typeField() {
    ByteBuilder out = scope.typeSection;
    out.mark(tokens.offset(pos - 1));
    scope.typeGroups++;
    if (takeKeyword("type")) {
      int index = scope.definedTypes();
      takeId();
      boolean plain = subType(out, index);
      FuncSignature signature = scope.signature(index);
      if (plain && signature != null) {
        scope.definePlain(signature, index);
      }
      close();
      return;
    }
    pos++;
    ByteBuilder members = new ByteBuilder();
    int count = 0;
    for (; !at(TokenKind.RPAREN); count++) {
      form("type");
      takeId();
      members.mark(tokens.offset(pos));
      boolean plain = subType(members, scope.definedTypes());
      int index = scope.definedTypes() - 1;
      FuncSignature signature = scope.signature(index);
      close();
      boolean alone = count == 0 && at(TokenKind.RPAREN);
      if (plain && alone && signature != null) {
        scope.definePlain(signature, index);
      }
    }
    close();
    out.u8(REC);
    out.u32(count);
    out.append(members);
  }

  /** Reads a type definition; true if it is final and without supertypes. */
  private boolean subType(ByteBuilder out, int index) {
    if (!takeForm("sub")) {
      compositeType(out, index);
      return true;
    }
    boolean isFinal = takeKeyword("final");
    List<Integer> supertypes = new ArrayList<>();
    while (atIndex()) {
      supertypes.add(scope.types.resolve(this));
    }
    boolean plain = isFinal && supertypes.isEmpty();
    if (!plain) {
      out.u8(isFinal ? SUB_FINAL : SUB);
      out.u32(supertypes.size());
      for (int supertype : supertypes) {
        out.u32(supertype);
      }
    }
    compositeType(out, index);
    close();
    return plain;
  }

  private void compositeType(ByteBuilder out, int index) {
    if (takeForm("func")) {
      FuncSignature signature = signature(new ArrayList<>());
      out.u8(FUNC);
      out.raw(signature.bytes());
      scope.defineType(signature);
    } else if (takeForm("struct")) {
      scope.defineType(null);
      structFields(out, scope.fieldsOf(index));
    } else if (takeForm("array")) {
      scope.defineType(null);
      out.u8(ARRAY);
      fieldType(out);
    } else {
      open("a type");
      throw unexpected("func, struct or array");
    }
    close();
  }

  private void structFields(ByteBuilder out, IndexSpace fields) {
    ByteBuilder types = new ByteBuilder();
    while (takeForm("field")) {
      if (at(TokenKind.ID)) {
        fields.add(binder(), tokens);
        fieldType(types);
      } else {
        while (!at(TokenKind.RPAREN)) {
          fields.add(new Binder(pos, null, annotations.nameBefore(pos)), tokens);
          fieldType(types);
        }
      }
      close();
    }
    out.u8(STRUCT);
    out.u32(fields.size());
    out.append(types);
  }

  private void fieldType(ByteBuilder out) {
    boolean mutable = takeForm("mut");
    if (takeKeyword("i8")) {
      out.u8(0x78);
    } else if (takeKeyword("i16")) {
      out.u8(0x77);
    } else {
      valueType(out);
    }
    out.u8(mutable ? 1 : 0);
    if (mutable) {
      close();
    }
  }

  final void globalType(ByteBuilder out) {
    boolean mutable = takeForm("mut");
    valueType(out);
    out.u8(mutable ? 1 : 0);
    if (mutable) {
      close();
    }
  }

  /** Reads the type of addresses, i32 if none is written; true for i64. */
  final boolean addressType() {
    boolean is64 = atKeyword("i64");
    if (is64 || atKeyword("i32")) {
      pos++;
    }
    return is64;
  }

  /** Reads a minimum, and a maximum if there is one. */
  final Limits limits(boolean is64) {
    long min = limit(is64);
    return at(TokenKind.NAT) ? new Limits(min, true, limit(is64)) : new Limits(min, false, 0);
  }

  private long limit(boolean is64) {
    return is64 || features.has(Feature.MEMORY64)
        ? natural("a limit", "i64 constant out of range")
        : u32("a limit") & 0xFFFFFFFFL;
  }

  /** A minimum and maybe a maximum. */
  record Limits(long min, boolean hasMax, long max) {
    void write(ByteBuilder out, int flags) {
      out.u8(flags | (hasMax ? 1 : 0));
      out.unsigned(min);
      if (hasMax) {
        out.unsigned(max);
      }
    }
  }

  final void tableType(ByteBuilder out) {
    boolean is64 = addressType();
    Limits limits = limits(is64);
    refType(out);
    limits.write(out, is64 ? 4 : 0);
  }

  final void memoryType(ByteBuilder out) {
    boolean is64 = addressType();
    Limits limits = limits(is64);
    int flags = is64 ? 4 : 0;
    if (takeKeyword("shared")) {
      flags |= 2;
    }
    writeMemoryType(out, limits, flags, pageSizeLog2());
  }

  /** Writes a memory type; a page size of -1 stands for the usual one. */
  static void writeMemoryType(ByteBuilder out, Limits limits, int flags, int pageSizeLog2) {
    limits.write(out, pageSizeLog2 == -1 ? flags : flags | 8);
    if (pageSizeLog2 != -1) {
      out.u32(pageSizeLog2);
    }
  }

  /** Reads {@code (pagesize n)}, and returns -1 if it is not there. */
  final int pageSizeLog2() {
    if (!takeForm("pagesize")) {
      return -1;
    }
    int bytes = u32("a page size");
    if (Integer.bitCount(bytes) != 1) {
      throw tokens.error(
          pos - 1, "invalid custom page size " + tokens.text(pos - 1) + ", wanted a power of two");
    }
    close();
    return Integer.numberOfTrailingZeros(bytes);
  }
}
