// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.entity.SparseMap;
import dev.jabiru.environ.Bytes;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.FunctionBody;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Module;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Hashes functions, so that those with the same hash have the same code but for where their calls
 * lead: over the {@link Lineage}, the function's type and its body, in which functions of the
 * module that are called have numbers in the order in which the body first calls them, instead of
 * their indices. So functions may be added before them and taken away.
 *
 * <p>Whatever else compiling a function reads of its module must be hashed here or in the lineage.
 *
 * <p>The code also says from where in the body it comes; hence how many bytes an index takes
 * counts.
 *
 * <p>Belongs to one thread.
 */
final class FunctionKeys {
  /** The size of a key: nobody shall find two functions with the same one. */
  static final int KEY_BYTES = 32;

  private final Module module;
  private final int imports;
  private final byte[] lineage;
  private final InstructionReader reader;
  private final MessageDigest hash = Lineage.sha256();

  /** The numbers of callees, the function itself being the first. */
  private final SparseMap<FuncIndex, Integer> numbers = new SparseMap<>();

  private int[] callees = new int[16];
  private int calleeCount;
  private byte[] body = new byte[1024];
  private byte[] references = new byte[1024];
  private int referenceBytes;

  FunctionKeys(Module module, Bytes lineage) {
    this.module = module;
    this.imports = module.importCount(ExternKind.FUNC);
    this.lineage = lineage.toArray();
    this.reader = new InstructionReader(module);
  }

  /** {@return the key of a function, whose body is valid} */
  Bytes key(DefinedFuncIndex function) {
    FunctionBody found = module.body(function);
    if (body.length < found.length()) {
      body = new byte[Math.max(2 * body.length, found.length())];
    }
    System.arraycopy(module.bytes(), found.offset(), body, 0, found.length());
    numbers.clear();
    calleeCount = 0;
    referenceBytes = 0;
    FuncIndex self = module.funcIndex(function);
    number(self);
    add(found.length());
    add(module.funcTypeIndex(self).index());
    reader.start(function);
    while (reader.next()) {
      switch (reader.opcode()) {
        case CALL, RETURN_CALL -> call(found.offset());
        case REF_FUNC -> add(module.funcTypeIndex(new FuncIndex(reader.index())).index());
        default -> {}
      }
    }
    hash.update(lineage);
    hash.update(references, 0, referenceBytes);
    hash.update(body, 0, found.length());
    return Bytes.of(hash.digest());
  }

  /** {@return the functions of the last key's function, by their numbers} */
  int[] callees() {
    return Arrays.copyOf(callees, calleeCount);
  }

  /** Blots out the index in a call, and notes instead what is known of the callee. */
  private void call(int bodyOffset) {
    FuncIndex callee = new FuncIndex(reader.index());
    int at = reader.offset() + 1 - bodyOffset; // behind the opcode
    int end = at;
    while (body[end++] < 0) {}
    Arrays.fill(body, at, end, (byte) 0);
    add(at);
    add(end);
    boolean isImported = callee.index() < imports;
    add(isImported ? ~callee.index() : number(callee));
    add(module.funcTypeIndex(callee).index());
  }

  private int number(FuncIndex function) {
    Integer known = numbers.get(function);
    if (known != null) {
      return known;
    }
    if (calleeCount == callees.length) {
      callees = Arrays.copyOf(callees, 2 * calleeCount);
    }
    callees[calleeCount] = function.index();
    numbers.set(function, calleeCount);
    return calleeCount++;
  }

  private void add(int number) {
    if (referenceBytes + 4 > references.length) {
      references = Arrays.copyOf(references, 2 * references.length);
    }
    for (int i = 0; i < 4; i++) {
      references[referenceBytes++] = (byte) (number >> 8 * i);
    }
  }
}
