// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** What a reference refers to. */
public sealed interface HeapType permits AbstractHeapType, ConcreteHeapType {}
