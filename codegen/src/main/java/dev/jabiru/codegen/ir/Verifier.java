// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks that a function means something. It collects all errors and changes nothing.
 *
 * <p><b>Declarations</b>: the signatures that functions and tags name are declared. If one is not,
 * nothing else is checked.
 *
 * <p><b>Structure</b>, by {@link StructureChecks}:
 *
 * <ul>
 *   <li>There is an entry block, its parameters have the types of the function's, and no edge leads
 *       to it.
 *   <li>Each block ends in a terminator and holds no other.
 *   <li>Each edge leads to a block in the layout, and an instruction has as many edges as its
 *       opcode says, of the right kinds in the right order: jump one and brif two branches;
 *       br_table one branch or more; a try call a return, then handlers; throw and throw_ref
 *       handlers.
 *   <li>A branch passes one argument of the right type to each parameter of its block.
 *   <li>The block behind a return edge takes the results of the signature called; behind a handler,
 *       what the kind of the edge says. Such an edge passes no arguments, and the block has no
 *       other predecessor.
 * </ul>
 *
 * <p><b>Instructions</b>, by {@link InstructionChecks}:
 *
 * <ul>
 *   <li>Each entity named is declared; each lane, field and width is in range; a vector operation
 *       goes with the opcode; a packed field is read with a sign, another one without.
 *   <li>Only plain loads and stores are in bounds; atomics trap where they are not aligned, too.
 *   <li>The type variable stands for a type that the opcode allows.
 *   <li>Operands and results have the number and types that the opcode's shape says. Where that is
 *       a star: a call takes the parameters of its signature, return the function's results, throw
 *       the tag's payload, an allocation the fields or elements.
 *   <li>A bitcast keeps the size; fcvt_from converts an integer, fcvt_to a floating-point number.
 *   <li>A tail call yields what the function yields.
 * </ul>
 *
 * <p><b>Values</b>, by {@link DominanceChecks}, once the structure is right:
 *
 * <ul>
 *   <li>Each operand is the result of an instruction, or a parameter of a block, in the layout, and
 *       no alias.
 *   <li>In reachable blocks, it is defined in a block above in the dominator tree or earlier in the
 *       same block.
 * </ul>
 */
public final class Verifier {
  private Verifier() {}

  /**
   * Checks a function.
   *
   * @param function the function
   * @return all errors, in the order of the layout within each of the three groups; empty if there
   *     are none
   */
  public static List<VerifierError> verify(Function function) {
    List<VerifierError> errors = new ArrayList<>();
    checkDeclarations(function, errors);
    if (!errors.isEmpty()) {
      return errors;
    }
    boolean hasStructure = new StructureChecks(function, errors).check();
    new InstructionChecks(function, errors).check();
    if (hasStructure) {
      new DominanceChecks(function, errors).check();
    }
    return errors;
  }

  private static void checkDeclarations(Function function, List<VerifierError> errors) {
    for (ExtFuncData data : function.functions().values()) {
      checkDeclared(function, data.signature(), errors);
    }
    for (TagData data : function.tags().values()) {
      checkDeclared(function, data.signature(), errors);
    }
  }

  private static void checkDeclared(
      Function function, SigRef signature, List<VerifierError> errors) {
    if (!function.signatures().isValid(signature)) {
      errors.add(new VerifierError(null, null, signature + " is not declared"));
    }
  }

  /**
   * Checks a function that has to be right.
   *
   * @param function the function
   * @param after what has made it, for the message
   * @throws AssertionError if it is not right; the message is the function with each error under
   *     its line
   */
  public static void require(Function function, String after) {
    List<VerifierError> errors = verify(function);
    if (!errors.isEmpty()) {
      throw new AssertionError("invalid function after " + after + "\n" + report(function, errors));
    }
  }

  /**
   * Prints a function with each error under its line.
   *
   * @param function the function
   * @param errors the errors
   * @return the text; errors of the whole function come first
   */
  public static String report(Function function, List<VerifierError> errors) {
    StringBuilder out = new StringBuilder();
    for (VerifierError error : errors) {
      if (error.block() == null) {
        out.append("; ").append(error.message()).append('\n');
      }
    }
    FunctionPrinter.Notes notes =
        new FunctionPrinter.Notes() {
          @Override
          public List<String> of(Block block) {
            return errors.stream()
                .filter(e -> e.inst() == null && block.equals(e.block()))
                .map(VerifierError::message)
                .toList();
          }

          @Override
          public List<String> of(Inst inst) {
            return errors.stream()
                .filter(e -> inst.equals(e.inst()))
                .map(VerifierError::message)
                .toList();
          }
        };
    return out.append(FunctionPrinter.print(function, notes)).toString();
  }
}
