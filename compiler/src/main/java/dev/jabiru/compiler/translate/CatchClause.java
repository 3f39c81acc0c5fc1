// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.EdgeKind;

/**
 * One clause of a {@code try_table}.
 *
 * @param kind what it catches and what it passes on
 * @param tag index of the tag; -1 if it catches all
 * @param target the construct it branches to
 */
record CatchClause(EdgeKind kind, int tag, ControlFrame target) {}
