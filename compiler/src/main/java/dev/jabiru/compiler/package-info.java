// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * From modules to code: validation, translation, the parallel driver, artifacts.
 *
 * <p>Nothing outside sees more than {@link dev.jabiru.compiler.CodegenModuleCompiler}, which the
 * runtime finds as a {@link dev.jabiru.environ.ModuleCompiler}. The way of a module:
 *
 * <pre>
 *   ModuleValidation    all bodies, in parallel; refuses what the target lacks (TargetFeatures)
 *   CompilationUnit     what is decided before any function is compiled: ModulePlan, EnvironJvmAbi
 *   FunctionCompiler    one FuncKey to one CompiledFunction: FunctionTranslator, passes, target
 *   LazyClassSource     a class of functions at a time, when first linked
 *   EagerCompilation    all of it now, into CompilationArtifacts
 *   X64Compilation      the same to machine code, and links it
 *   FunctionReuse       what need not be compiled, as an earlier version has it: Lineage,
 *                       FunctionKeys, ReusableFunctions
 * </pre>
 *
 * <p>This is the only package of the compiling modules that uses threads. What it produces, and the
 * first error, are the same for any number of them.
 */
@NullMarked
package dev.jabiru.compiler;

import org.jspecify.annotations.NullMarked;
