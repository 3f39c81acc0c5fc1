// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * A part of the function's frame.
 *
 * @param bytes its size
 */
public record StackSlotData(int bytes) {}
