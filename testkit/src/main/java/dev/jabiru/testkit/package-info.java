// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * What tests share and users may run too: the runner of the official WebAssembly scripts.
 *
 * <pre>{@code
 * WastTally tally = new WastTally();
 * new WastRunner(Config.TargetChoice.JVM).run(Path.of("i32.wast"), tally);
 * }</pre>
 */
@NullMarked
package dev.jabiru.testkit;

import org.jspecify.annotations.NullMarked;
