// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/** Passes over the intermediate representation, and their order. */
@NullMarked
package dev.jabiru.codegen.opt;

import org.jspecify.annotations.NullMarked;
