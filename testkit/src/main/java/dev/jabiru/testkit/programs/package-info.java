// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * Real programs out of package registries, and C sources out of them compiled by clang: what tests
 * run for its output and benchmarks for its speed.
 *
 * <pre>{@code
 * Path module = CPrograms.sqlite(Path.of("driver.c"), List.of());
 * }</pre>
 *
 * <p>Everything fetched or compiled stays in the user's cache, in {@code jabiru-tests}.
 */
@NullMarked
package dev.jabiru.testkit.programs;

import org.jspecify.annotations.NullMarked;
