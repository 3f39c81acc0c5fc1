;; SPDX-License-Identifier: Apache-2.0
;; Copyright The Jabiru Authors
;;
;; Arithmetic that WebAssembly has no instruction for. calendar.wat imports it from "arithmetic".
(module
  (func $floor-mod (export "floor-mod") (param $x i32) (param $y i32) (result i32)
    (local $remainder i32)
    (local.set $remainder (i32.rem_s (local.get $x) (local.get $y)))
    (if (result i32) (i32.lt_s (i32.xor (local.get $remainder) (local.get $y)) (i32.const 0))
      (then
        (select
          (i32.add (local.get $remainder) (local.get $y))
          (i32.const 0)
          (local.get $remainder)))
      (else (local.get $remainder)))))
