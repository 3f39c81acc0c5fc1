// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Real programs out of package registries, and C sources out of them compiled by clang. */
@NullMarked
package dev.jabiru.cli.programs;

import org.jspecify.annotations.NullMarked;
