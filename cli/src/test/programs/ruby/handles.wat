;; SPDX-License-Identifier: Apache-2.0
;; Copyright The Jabiru Authors
;;
;; What the host of the Ruby package keeps of Ruby's values: their handles, which are the values' addresses.
(module
  (func (export "resource_new_rb-abi-value") (param i32) (result i32) (local.get 0))
  (func (export "resource_get_rb-abi-value") (param i32) (result i32) (local.get 0)))
