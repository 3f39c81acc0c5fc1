// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of a script. Identifiers are without their dollar sign. */
public sealed interface WastCommand {
  /** {@return the line on which the command starts, from 1} */
  int line();

  /**
   * Defines a module and instantiates it.
   *
   * @param line the line on which the command starts
   * @param id what both are called from here on, if anything
   * @param module the module
   */
  record DefineAndInstantiate(int line, @Nullable String id, WastModule module)
      implements WastCommand {}

  /**
   * Defines a module: {@code (module definition ...)}.
   *
   * @param line the line on which the command starts
   * @param id what it is called from here on, if anything
   * @param module the module
   */
  record Define(int line, @Nullable String id, WastModule module) implements WastCommand {}

  /**
   * Instantiates a defined module: {@code (module instance ...)}.
   *
   * @param line the line on which the command starts
   * @param id what the instance is called from here on, if anything
   * @param module the identifier of the module; null for the latest
   */
  record Instantiate(int line, @Nullable String id, @Nullable String module)
      implements WastCommand {}

  /**
   * Makes the exports of an instance available for import.
   *
   * @param line the line on which the command starts
   * @param name the module name under which they are imported
   * @param module the identifier of the instance; null for the latest
   */
  record Register(int line, String name, @Nullable String module) implements WastCommand {}

  /**
   * Does something that must succeed.
   *
   * @param line the line on which the command starts
   * @param action what to do
   */
  record Perform(int line, WastAction action) implements WastCommand {}

  /**
   * Does something that must return these results.
   *
   * @param line the line on which the command starts
   * @param action what to do
   * @param expected what is expected, result by result
   */
  record AssertReturn(int line, WastAction action, List<WastExpected> expected)
      implements WastCommand {}

  /**
   * Does something that must trap.
   *
   * @param line the line on which the command starts
   * @param action what to do
   * @param message how the trap's message must begin
   */
  record AssertTrap(int line, WastAction action, String message) implements WastCommand {}

  /**
   * Instantiates a module, which must trap.
   *
   * @param line the line on which the command starts
   * @param module the module
   * @param message how the trap's message must begin
   */
  record AssertModuleTrap(int line, WastModule module, String message) implements WastCommand {}

  /**
   * Does something that must exhaust a resource.
   *
   * @param line the line on which the command starts
   * @param action what to do
   * @param message how the message must begin
   */
  record AssertExhaustion(int line, WastAction action, String message) implements WastCommand {}

  /**
   * Does something that must throw a WebAssembly exception.
   *
   * @param line the line on which the command starts
   * @param action what to do
   */
  record AssertException(int line, WastAction action) implements WastCommand {}

  /** What must be wrong with a module, and thereby when that must be found. */
  enum Mistake {
    /** It does not follow the grammar. */
    MALFORMED,
    /** It does not validate. */
    INVALID,
    /** Its imports are not met. */
    UNLINKABLE,
    /** One of its custom sections or annotations does not follow its grammar. */
    MALFORMED_CUSTOM,
    /** One of its custom sections does not validate. */
    INVALID_CUSTOM
  }

  /**
   * Demands that a module be refused.
   *
   * @param line the line on which the command starts
   * @param mistake what is wrong with it
   * @param module the module
   * @param message how the error's message must begin
   */
  record AssertRefused(int line, Mistake mistake, WastModule module, String message)
      implements WastCommand {}

  /**
   * Runs commands on a thread of their own, with no instances but the shared ones.
   *
   * @param line the line on which the command starts
   * @param id what the thread is called, if anything
   * @param shared the identifiers of the instances that the thread sees
   * @param commands what it runs
   */
  record RunThread(int line, @Nullable String id, List<String> shared, List<WastCommand> commands)
      implements WastCommand {}

  /**
   * Waits for the end of a thread.
   *
   * @param line the line on which the command starts
   * @param thread what the thread is called; null for the latest
   */
  record AwaitThread(int line, @Nullable String thread) implements WastCommand {}
}
