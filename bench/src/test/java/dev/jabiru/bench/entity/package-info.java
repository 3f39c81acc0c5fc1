// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * What typed keys and their containers cost, beside plain arrays and the usual collections. The
 * results are in {@code entity/README.md}.
 */
@NullMarked
package dev.jabiru.bench.entity;

import org.jspecify.annotations.NullMarked;
