// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static dev.jabiru.wasm.ImplementationLimits.BODY_BYTES;
import static dev.jabiru.wasm.ImplementationLimits.DATA_SEGMENTS;
import static dev.jabiru.wasm.ImplementationLimits.ELEM_SEGMENTS;
import static dev.jabiru.wasm.ImplementationLimits.EXPORTS;
import static dev.jabiru.wasm.ImplementationLimits.FIELDS;
import static dev.jabiru.wasm.ImplementationLimits.FUNCTIONS;
import static dev.jabiru.wasm.ImplementationLimits.GLOBALS;
import static dev.jabiru.wasm.ImplementationLimits.IMPORTS;
import static dev.jabiru.wasm.ImplementationLimits.MEMORIES;
import static dev.jabiru.wasm.ImplementationLimits.MODULE_BYTES;
import static dev.jabiru.wasm.ImplementationLimits.PARAMS;
import static dev.jabiru.wasm.ImplementationLimits.RESULTS;
import static dev.jabiru.wasm.ImplementationLimits.SEGMENT_ELEMS;
import static dev.jabiru.wasm.ImplementationLimits.TABLES;
import static dev.jabiru.wasm.ImplementationLimits.TAGS;
import static dev.jabiru.wasm.ImplementationLimits.TYPES;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sections of a module.
 *
 * <p>Like the specification's interpreter it reads on past the declared end of a section and
 * compares positions afterwards, so that the same mistake gets the same phrase. A list grows with
 * what has been read; a declared count makes no room by itself.
 */
final class ModuleDecoder extends ByteReader {
  private static final int MAGIC = 0x6D736100;
  private static final int VERSION = 1;

  /** What components have in place of the version. */
  private static final int COMPONENT = 0x1000D;

  /** By section id, the place among the sections; 0 for custom sections, which stand anywhere. */
  private static final int[] PLACES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

  final List<RecGroup> recGroups = new ArrayList<>();
  final List<SubType> types = new ArrayList<>();
  final List<Import> imports = new ArrayList<>();
  final int[] importCounts = new int[ExternKind.values().length];
  final IntList funcTypes = new IntList();
  final IntList bodyOffsets = new IntList();
  final IntList bodyLengths = new IntList();
  final List<TableType> tables = new ArrayList<>();
  final List<@Nullable ConstExpr> tableInits = new ArrayList<>();
  final List<MemoryType> memories = new ArrayList<>();
  final List<GlobalType> globals = new ArrayList<>();
  final List<ConstExpr> globalInits = new ArrayList<>();
  final List<TagType> tags = new ArrayList<>();
  final List<Export> exports = new ArrayList<>();
  final List<ElementSegment> elements = new ArrayList<>();
  final List<DataSegment> dataSegments = new ArrayList<>();
  final List<CustomSection> customSections = new ArrayList<>();
  int start = -1;
  int dataCount = -1;
  int codeOffset = -1;

  private final InstructionReader instructions;

  ModuleDecoder(byte[] bytes, Features features) {
    super(bytes, features, 0, bytes.length);
    instructions = new InstructionReader(bytes, features, true);
  }

  Module decode() {
    try {
      sections();
    } catch (MalformedModuleException e) {
      MalformedModuleException earlier = malformedBody();
      throw earlier == null ? e : earlier;
    }
    return new Module(this);
  }

  /**
   * Finds out whether a body that was passed over is the reason for a mistake found later: a wrong
   * size often is, and the first mistake in the bytes is the one to report.
   */
  private @Nullable MalformedModuleException malformedBody() {
    InstructionReader reader = new InstructionReader(bytes, features, dataCount >= 0);
    for (int body : bodyOffsets.toArray()) {
      reader.startExpr(body);
      try {
        reader.skipLocals();
        reader.checkRest();
      } catch (MalformedModuleException e) {
        return e;
      }
    }
    return null;
  }

  private void sections() {
    if (bytes.length > MODULE_BYTES) {
      throw malformed("module too large: wanted at most " + MODULE_BYTES + " bytes", 0);
    }
    header();
    int last = 0;
    while (pos < end) {
      int at = pos;
      int id = u8();
      if (id >= PLACES.length || !isOn(id)) {
        throw malformed("malformed section id: found " + id, at);
      }
      if (id != SectionId.CUSTOM) {
        if (last != 0 && PLACES[id] <= PLACES[last]) {
          throw malformed("unexpected content after last section: section " + id, at);
        }
        last = id;
      }
      int sectionBytes = length();
      int sectionEnd = pos + sectionBytes;
      section(id, sectionEnd, last);
      if (pos != sectionEnd) {
        throw malformed(
            "section size mismatch: section "
                + id
                + " has "
                + sectionBytes
                + " bytes, and "
                + (pos - sectionEnd + sectionBytes)
                + " were read",
            at);
      }
    }
    if (bodyOffsets.size() != funcTypes.size() - importCounts[ExternKind.FUNC.ordinal()]) {
      throw malformed("function and code section have inconsistent lengths", end);
    }
    if (dataCount >= 0 && dataCount != dataSegments.size()) {
      throw malformed(
          "data count and data section have inconsistent lengths: wanted "
              + dataCount
              + ", found "
              + dataSegments.size(),
          end);
    }
  }

  private void header() {
    if (u32le() != MAGIC) {
      throw malformed("magic header not detected: neither a WebAssembly module nor text", 0);
    }
    int version = u32le();
    if (version != VERSION) {
      throw malformed(
          version == COMPONENT
              ? "unknown binary version: a component, wanted is a core module"
              : "unknown binary version",
          4);
    }
  }

  private boolean isOn(int id) {
    return switch (id) {
      case SectionId.TAG ->
          features.has(Feature.EXCEPTIONS) || features.has(Feature.LEGACY_EXCEPTIONS);
      case SectionId.DATA_COUNT -> features.has(Feature.BULK_MEMORY);
      default -> true;
    };
  }

  private void section(int id, int sectionEnd, int last) {
    switch (id) {
      case SectionId.CUSTOM -> customSection(sectionEnd, last);
      case SectionId.TYPE -> typeSection();
      case SectionId.IMPORT -> importSection();
      case SectionId.FUNCTION -> functionSection();
      case SectionId.TABLE -> tableSection();
      case SectionId.MEMORY -> memorySection();
      case SectionId.TAG -> tagSection();
      case SectionId.GLOBAL -> globalSection();
      case SectionId.EXPORT -> exportSection();
      case SectionId.START -> start = readIndex();
      case SectionId.ELEMENT -> elementSection();
      case SectionId.DATA_COUNT -> {
        dataCount = u32();
        if (dataCount < 0 || dataCount > DATA_SEGMENTS) {
          throw malformed("too many data segments: wanted at most " + DATA_SEGMENTS, pos);
        }
      }
      case SectionId.CODE -> codeSection();
      case SectionId.DATA -> dataSection();
      default -> throw new AssertionError(id);
    }
  }

  private void customSection(int sectionEnd, int last) {
    int fileEnd = end;
    if (sectionEnd > fileEnd) {
      throw unexpectedEnd();
    }
    end = sectionEnd;
    String name = name();
    customSections.add(new CustomSection(name, pos, sectionEnd - pos, last));
    pos = sectionEnd;
    end = fileEnd;
  }

  // Types

  private void typeSection() {
    for (int left = count(TYPES, "types"); left > 0; left--) {
      int first = types.size();
      if (pos < end && (bytes[pos] & 0xFF) == 0x4E && features.has(Feature.GC)) {
        pos++;
        for (int more = count(TYPES - types.size(), "types"); more > 0; more--) {
          types.add(subType());
        }
      } else {
        types.add(subType());
      }
      if (types.size() > TYPES) {
        throw malformed("too many types: wanted at most " + TYPES, pos);
      }
      recGroups.add(new RecGroup(new TypeIndex(first), types.subList(first, types.size())));
    }
  }

  private SubType subType() {
    int at = pos;
    int form = u8();
    if (form != 0x50 && form != 0x4F || !features.has(Feature.GC)) {
      pos = at;
      return SubType.of(compositeType());
    }
    List<TypeIndex> supertypes = new ArrayList<>();
    for (int left = length(); left > 0; left--) {
      supertypes.add(new TypeIndex(readIndex()));
    }
    return new SubType(form == 0x4F, supertypes, compositeType());
  }

  private CompositeType compositeType() {
    int at = pos;
    int form = u8();
    if (form >= 0x80) {
      throw malformed("integer representation too long: wanted 7 bits", at);
    }
    if (form == 0x60) {
      return new FuncType(valTypes(PARAMS, "parameters"), valTypes(RESULTS, "results"));
    }
    if (form == 0x5F && features.has(Feature.GC)) {
      List<FieldType> fields = new ArrayList<>();
      for (int left = count(FIELDS, "fields"); left > 0; left--) {
        fields.add(fieldType());
      }
      return new StructType(fields);
    }
    if (form == 0x5E && features.has(Feature.GC)) {
      return new ArrayType(fieldType());
    }
    throw malformed("malformed definition type: found 0x" + Integer.toHexString(form), at);
  }

  private List<ValType> valTypes(int limit, String things) {
    int count = count(limit, things);
    ValType[] list = new ValType[Math.min(count, limit)];
    for (int i = 0; i < count; i++) {
      list[i] = TypeCode.toValType(valTypeCode());
    }
    return List.of(list);
  }

  private FieldType fieldType() {
    int b = pos < end ? bytes[pos] & 0xFF : 0;
    StorageType type;
    if (b == 0x78 || b == 0x77) {
      pos++;
      type = b == 0x78 ? PackedType.I8 : PackedType.I16;
    } else {
      type = TypeCode.toValType(valTypeCode());
    }
    return new FieldType(type, mutability());
  }

  private boolean mutability() {
    int b = u8();
    if (b > 1) {
      throw malformed("malformed mutability: found " + b, pos - 1);
    }
    return b == 1;
  }

  // What imports and definitions have in common

  private TableType tableType() {
    RefType element = (RefType) TypeCode.toValType(refTypeCode("malformed reference type"));
    int flags = limitsFlags(features.has(Feature.MEMORY64) ? 0b101 : 0b001, false);
    AddressType address = (flags & 4) != 0 ? AddressType.I64 : AddressType.I32;
    return new TableType(address, limits(flags), element);
  }

  private MemoryType memoryType() {
    int flags =
        limitsFlags(
            1
                | (features.has(Feature.THREADS) ? 2 : 0)
                | (features.has(Feature.MEMORY64) ? 4 : 0)
                | (features.has(Feature.CUSTOM_PAGE_SIZES) ? 8 : 0),
            true);
    AddressType address = (flags & 4) != 0 ? AddressType.I64 : AddressType.I32;
    Limits limits = limits(flags);
    int pageSizeLog2 = MemoryType.DEFAULT_PAGE_SIZE_LOG2;
    if ((flags & 8) != 0) {
      int at = pos;
      pageSizeLog2 = u32();
      if (pageSizeLog2 < 0 || pageSizeLog2 > 63) {
        throw malformed("invalid custom page size: found 2^" + unsigned(pageSizeLog2), at);
      }
    }
    return new MemoryType(address, limits, (flags & 2) != 0, pageSizeLog2);
  }

  private int limitsFlags(int known, boolean isOfMemory) {
    int flags = u8();
    int unknown = flags & ~known;
    if (unknown != 0) {
      String message = "malformed limits flags: found 0x" + Integer.toHexString(flags);
      Feature off = isOfMemory ? lackedBy(unknown) : unknown == 4 ? Feature.MEMORY64 : null;
      throw malformed(
          off == null ? message : message + ": needs the feature " + off.key() + ", which is off",
          pos - 1);
    }
    return flags;
  }

  /** {@return the feature that would allow these flags of a memory; null if none would} */
  private static @Nullable Feature lackedBy(int flags) {
    return switch (flags) {
      case 2 -> Feature.THREADS;
      case 4 -> Feature.MEMORY64;
      case 8 -> Feature.CUSTOM_PAGE_SIZES;
      default -> null;
    };
  }

  private Limits limits(int flags) {
    long min = limit();
    return (flags & 1) != 0 ? Limits.of(min, limit()) : Limits.of(min);
  }

  private long limit() {
    return features.has(Feature.MEMORY64) ? u64() : Integer.toUnsignedLong(u32());
  }

  private GlobalType globalType() {
    ValType type = TypeCode.toValType(valTypeCode());
    return new GlobalType(type, mutability());
  }

  private TagType tagType() {
    int attribute = u8();
    if (attribute != 0) {
      throw malformed("malformed tag attribute: found " + attribute, pos - 1);
    }
    return new TagType(new TypeIndex(readIndex()));
  }

  private ConstExpr constExpr() {
    int from = pos;
    instructions.startExpr(from);
    instructions.checkRest();
    pos = instructions.pos;
    return new ConstExpr(from, pos - from);
  }

  // Sections in binary order

  private void importSection() {
    for (int left = count(IMPORTS, "imports"); left > 0; left--) {
      String module = name();
      String name = name();
      ExternType type = importType();
      importCounts[type.kind().ordinal()]++;
      imports.add(new Import(module, name, type));
    }
  }

  private ExternType importType() {
    int kind = u8();
    switch (kind) {
      case 0:
        int type = readIndex();
        funcTypes.add(type);
        return new ExternType.Func(new TypeIndex(type));
      case 1:
        return added(tables, tableType());
      case 2:
        return added(memories, memoryType());
      case 3:
        return added(globals, globalType());
      case 4:
        if (isOn(SectionId.TAG)) {
          return added(tags, tagType());
        }
      // fall through
      default:
        throw malformed("malformed import kind: found " + kind, pos - 1);
    }
  }

  private static <T extends ExternType> T added(List<T> list, T type) {
    list.add(type);
    return type;
  }

  private void functionSection() {
    for (int left = count(FUNCTIONS, "functions"); left > 0; left--) {
      funcTypes.add(readIndex());
    }
  }

  private void tableSection() {
    for (int left = count(TABLES, "tables"); left > 0; left--) {
      boolean hasInit =
          pos < end && bytes[pos] == 0x40 && features.has(Feature.FUNCTION_REFERENCES);
      if (hasInit) {
        pos++;
        if (u8() != 0) {
          throw malformed("malformed table: wanted 0x40 0x00", pos - 1);
        }
      }
      tables.add(tableType());
      tableInits.add(hasInit ? constExpr() : null);
    }
  }

  private void memorySection() {
    for (int left = count(MEMORIES, "memories"); left > 0; left--) {
      memories.add(memoryType());
    }
  }

  private void tagSection() {
    for (int left = count(TAGS, "tags"); left > 0; left--) {
      tags.add(tagType());
    }
  }

  private void globalSection() {
    for (int left = count(GLOBALS, "globals"); left > 0; left--) {
      globals.add(globalType());
      globalInits.add(constExpr());
    }
  }

  private void exportSection() {
    ExternKind[] kinds = ExternKind.values();
    for (int left = count(EXPORTS, "exports"); left > 0; left--) {
      String name = name();
      int kind = u8();
      if (kind >= kinds.length || kind == ExternKind.TAG.ordinal() && !isOn(SectionId.TAG)) {
        throw malformed("malformed export kind: found " + kind, pos - 1);
      }
      exports.add(new Export(name, kinds[kind], readIndex()));
    }
  }

  private void elementSection() {
    for (int left = count(ELEM_SEGMENTS, "element segments"); left > 0; left--) {
      elements.add(elementSegment());
    }
  }

  /**
   * Bit 0 of the flags: not active. Bit 1: a table index, or if not active, declarative. Bit 2:
   * expressions and not functions.
   */
  private ElementSegment elementSegment() {
    int at = pos;
    int flags = u32();
    if (flags < 0 || flags > 7) {
      throw malformed("malformed elements segment kind: found " + unsigned(flags), at);
    }
    boolean isActive = (flags & 1) == 0;
    boolean areFunctions = (flags & 4) == 0;
    TableIndex table = null;
    ConstExpr first = null;
    SegmentMode mode = (flags & 2) == 0 ? SegmentMode.PASSIVE : SegmentMode.DECLARATIVE;
    if (isActive) {
      mode = SegmentMode.ACTIVE;
      table = new TableIndex((flags & 2) == 0 ? 0 : readIndex());
      first = constExpr();
    }
    RefType type = areFunctions ? RefType.FUNCREF.withNullable(false) : RefType.FUNCREF;
    if ((flags & 3) != 0) {
      if (areFunctions) {
        if (u8() != 0) {
          throw malformed("malformed element kind: found " + bytes[pos - 1], pos - 1);
        }
      } else {
        type = (RefType) TypeCode.toValType(refTypeCode("malformed reference type"));
      }
    }
    IntList items = new IntList();
    for (int left = count(SEGMENT_ELEMS, "elements"); left > 0; left--) {
      items.add(areFunctions ? readIndex() : constExpr().offset());
    }
    if (!areFunctions) {
      items.add(pos);
    }
    return new ElementSegment(mode, table, first, type, areFunctions, items.toArray());
  }

  private void codeSection() {
    codeOffset = pos;
    for (int left = count(FUNCTIONS, "functions"); left > 0; left--) {
      int bodyBytes = count(BODY_BYTES, "bytes in a function body");
      bodyOffsets.add(pos);
      bodyLengths.add(bodyBytes);
      skip(bodyBytes);
    }
  }

  private void dataSection() {
    for (int left = count(DATA_SEGMENTS, "data segments"); left > 0; left--) {
      int at = pos;
      int flags = u32();
      if (flags < 0 || flags > 2 || flags != 0 && !features.has(Feature.BULK_MEMORY)) {
        throw malformed("malformed data segment kind: found " + unsigned(flags), at);
      }
      boolean isActive = flags != 1;
      MemoryIndex memory = isActive ? new MemoryIndex(flags == 0 ? 0 : readIndex()) : null;
      ConstExpr address = isActive ? constExpr() : null;
      int length = length();
      SegmentMode mode = isActive ? SegmentMode.ACTIVE : SegmentMode.PASSIVE;
      dataSegments.add(new DataSegment(mode, memory, address, pos, length));
      skip(length);
    }
  }
}
