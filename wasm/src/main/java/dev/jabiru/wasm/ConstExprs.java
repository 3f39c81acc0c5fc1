// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** Validates the constant expressions of a module, and notes the functions they name. */
final class ConstExprs {
  private final Module module;
  private final ModuleContext context;
  private final FunctionValidator validator;

  ConstExprs(Module module, ModuleContext context) {
    this.module = module;
    this.context = context;
    this.validator = new FunctionValidator(module, context);
  }

  void check() {
    int imported = module.importCount(ExternKind.TABLE);
    int importedGlobals = module.importCount(ExternKind.GLOBAL);
    for (int i = imported; i < context.tables.length; i++) {
      tableInit(i, importedGlobals);
    }
    for (int i = importedGlobals; i < context.globals.length; i++) {
      expr(module.globalInit(new GlobalIndex(i)), context.globals[i], i);
    }
    int globals = context.globals.length;
    for (int i = 0; i < context.elements.length; i++) {
      element(i, module.elements().get(new ElemIndex(i)), globals);
    }
    for (int i = 0; i < module.dataSegments().size(); i++) {
      DataSegment data = module.dataSegments().get(new DataIndex(i));
      if (data.memory() != null && data.address() != null) {
        int memory = data.memory().index();
        if (memory >= context.memoryAddresses.length) {
          throw new InvalidModuleException("unknown memory " + memory + " in data segment " + i);
        }
        expr(data.address(), context.memoryAddresses[memory], globals);
      }
    }
  }

  private void tableInit(int index, int globals) {
    TableIndex table = new TableIndex(index);
    int code = context.tables[index];
    if (module.tableInit(table).isPresent()) {
      expr(module.tableInit(table).get(), code, globals);
    } else if (!TypeCode.isNullable(code)) {
      throw new InvalidModuleException(
          "type mismatch: table "
              + index
              + " of type "
              + TypeCode.toString(code)
              + " needs an initial value");
    }
  }

  private void element(int index, ElementSegment segment, int globals) {
    if (segment.table() != null && segment.start() != null) {
      int table = segment.table().index();
      if (table >= context.tables.length) {
        throw new InvalidModuleException("unknown table " + table + " in element segment " + index);
      }
      expr(segment.start(), context.tableAddresses[table], globals);
    }
    for (int i = 0; !segment.areFunctions() && i < segment.size(); i++) {
      expr(segment.expr(i), context.elements[index], globals);
    }
  }

  private void expr(ConstExpr expr, int wanted, int globals) {
    InstructionReader reader = validator.beginConst(expr, wanted, globals);
    while (reader.next()) {
      validator.step(reader);
    }
  }
}
