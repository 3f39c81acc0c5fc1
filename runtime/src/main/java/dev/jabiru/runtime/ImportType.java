// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.ExternType;
import dev.jabiru.wasm.FuncType;
import java.util.Optional;

/**
 * What a module imports.
 *
 * <p>Immutable and thread-safe.
 *
 * @param module the first part of the name
 * @param name the second part of the name
 * @param type what it must be
 * @param funcType the type of a function, empty for everything else
 */
public record ImportType(
    String module, String name, ExternType type, Optional<FuncType> funcType) {}
