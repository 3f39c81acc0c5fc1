// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** The shape of a type definition. */
public sealed interface CompositeType permits FuncType, StructType, ArrayType {}
