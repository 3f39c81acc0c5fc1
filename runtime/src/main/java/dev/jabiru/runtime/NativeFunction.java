// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * A function of the guest as Java enters it. A record, whose fields HotSpot takes for constants
 * where the record is one.
 *
 * @param store the store it is in
 * @param record the address of its record
 */
record NativeFunction(NativeStore store, long record) {}
