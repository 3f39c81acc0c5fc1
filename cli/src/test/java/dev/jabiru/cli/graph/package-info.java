// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Tests of layouts. */
@NullMarked
package dev.jabiru.cli.graph;

import org.jspecify.annotations.NullMarked;
