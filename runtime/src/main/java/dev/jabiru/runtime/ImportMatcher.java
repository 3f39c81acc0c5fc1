// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.environ.jvm.VMTable;
import dev.jabiru.wasm.CanonicalTypes;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.ExternType;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.TypeCode;
import dev.jabiru.wasm.ValType;

/**
 * Decides whether what is given for an import is what the module wants.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/matching.html#external-types">
 *     Matching of external types</a>
 */
final class ImportMatcher {
  private final Store store;
  private final Module module;
  private final CanonicalTypes types;

  ImportMatcher(Store store, Module module) {
    this.store = store;
    this.module = module;
    this.types = store.engine().types();
  }

  /** Checks one import. */
  void check(Import wanted, Extern given) {
    if (given.store() != store) {
      throw new ForeignStoreException(
          "import " + name(wanted) + " is given an item of another store");
    }
    if (!matches(wanted.type(), given)) {
      throw new LinkException(
          "incompatible import type: "
              + name(wanted)
              + " wants "
              + describe(wanted.type())
              + ", found "
              + describe(given));
    }
  }

  /** No switch over classes, which would need a bootstrap at every start. */
  private boolean matches(ExternType wanted, Extern given) {
    if (wanted instanceof ExternType.Func func && given instanceof Func found) {
      return types.isSubtype(found.ref().type, module.typeIds()[func.type().index()]);
    } else if (wanted instanceof TableType table && given instanceof Table found) {
      return matches(table, found.elements());
    } else if (wanted instanceof MemoryType memory && given instanceof Memory found) {
      return matches(memory, found.linear());
    }
    return wanted instanceof GlobalType global
        && given instanceof Global found
        && matches(global, found.cell());
  }

  private boolean matches(TableType wanted, VMTable found) {
    return wanted.addressType() == found.type.addressType()
        && code(wanted.element()) == found.elementCode
        && matches(wanted.limits(), found.size(), found.type.limits());
  }

  private boolean matches(MemoryType wanted, LinearMemory found) {
    return wanted.addressType() == found.type.addressType()
        && wanted.shared() == found.type.shared()
        && wanted.pageSizeLog2() == found.type.pageSizeLog2()
        && matches(wanted.limits(), found.pages(), found.type.limits());
  }

  private boolean matches(GlobalType wanted, VMGlobal found) {
    if (wanted.mutable() != found.type.mutable()) {
      return false;
    }
    int code = code(wanted.type());
    return wanted.mutable() ? code == found.valueCode : types.matches(found.valueCode, code);
  }

  private static boolean matches(Limits wanted, long size, Limits found) {
    return Long.compareUnsigned(size, wanted.min()) >= 0
        && (wanted.max().isEmpty()
            || (found.max().isPresent()
                && Long.compareUnsigned(found.max().getAsLong(), wanted.max().getAsLong()) <= 0));
  }

  private int code(ValType type) {
    return CanonicalTypes.canonicalCode(TypeCode.of(type), module.typeIds());
  }

  // ---- Messages -----------------------------------------------------------------------------

  static LinkException unknown(Module module, Import wanted) {
    return new LinkException(
        "unknown import: "
            + name(wanted)
            + ", "
            + new ImportMatcher.Describer(module).describe(wanted.type()));
  }

  private static String name(Import wanted) {
    return "\"" + wanted.module() + "\" \"" + wanted.name() + "\"";
  }

  private String describe(ExternType type) {
    return new Describer(module).describe(type);
  }

  private record Describer(Module module) {
    String describe(ExternType type) {
      return type instanceof ExternType.Func func
          ? "function " + module.wasm().funcType(func.type())
          : type.kind() + " " + text(type);
    }
  }

  private static String text(ExternType type) {
    return switch (type) {
      case TableType table -> table.limits() + " " + table.element();
      case MemoryType memory -> memory.limits() + " pages";
      default -> type.toString();
    };
  }

  private static String describe(Extern given) {
    return switch (given) {
      case Func func -> "function " + func.type();
      case Table table ->
          ExternKind.TABLE + " of size " + table.size() + ", declared " + text(table.type());
      case Memory memory ->
          ExternKind.MEMORY + " of " + memory.pages() + " pages, declared " + text(memory.type());
      case Global global -> ExternKind.GLOBAL + " " + global.type();
    };
  }
}
