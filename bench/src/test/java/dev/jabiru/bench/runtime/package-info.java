// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** What calls between Java and guests cost. */
@NullMarked
package dev.jabiru.bench.runtime;

import org.jspecify.annotations.NullMarked;
