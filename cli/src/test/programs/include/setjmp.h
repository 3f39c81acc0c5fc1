// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
//
// WASI has no setjmp: what includes this is compiled to do without.
