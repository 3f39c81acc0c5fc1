// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Real programs, run for their real output. */
@NullMarked
package dev.jabiru.cli.programs;

import org.jspecify.annotations.NullMarked;
