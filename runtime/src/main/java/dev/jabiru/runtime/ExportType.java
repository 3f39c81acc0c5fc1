// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.ExternType;
import dev.jabiru.wasm.FuncType;
import java.util.Optional;

/**
 * What a module exports.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name the name
 * @param type what it is
 * @param funcType the type of a function, empty for everything else
 */
public record ExportType(String name, ExternType type, Optional<FuncType> funcType) {}
