;; What one instruction does for several: nothing of what each of them does may be lost.

(module
  (memory 1 2)
  (table 100 funcref)
  (data (i32.const 16) "\2a")

  ;; Registers of 64 bits whose upper half is not zero, as i32.
  (func (export "load-chosen") (param $a f64) (param $b f64) (param $x i64) (param $y i64) (result i32)
    (i32.load
      (select
        (i32.wrap_i64 (local.get $x))
        (i32.wrap_i64 (local.get $y))
        (f64.eq (local.get $a) (local.get $b)))))
  (func (export "extend-chosen") (param $a f32) (param $b f32) (param $x i64) (param $y i64) (result i64)
    (i64.extend_i32_u
      (select
        (i32.wrap_i64 (local.get $x))
        (i32.wrap_i64 (local.get $y))
        (f32.ne (local.get $a) (local.get $b)))))
  (func (export "extend-chosen-eq") (param $a f32) (param $b f32) (param $x i64) (param $y i64) (result i64)
    (i64.extend_i32_u
      (select
        (i32.wrap_i64 (local.get $x))
        (i32.wrap_i64 (local.get $y))
        (f32.eq (local.get $a) (local.get $b)))))

  ;; Only the low bits matter, but all bytes are read.
  (func (export "low-bits") (param $p i32) (result i32)
    (if (result i32) (i64.eqz (i64.and (i64.load (local.get $p)) (i64.const 15)))
      (then (i32.const 1))
      (else (i32.const 2))))

  ;; Memory 0 and table 0 have nothing to do with each other.
  (func (export "byte-and-element") (param $p i32) (param $v i32) (result i32)
    (i32.store8 (local.get $p) (local.get $v))
    (ref.is_null (table.get 0 (local.get $p)))))

(assert_return (invoke "load-chosen" (f64.const 1) (f64.const 1) (i64.const 0xffff_0000_0010) (i64.const 0)) (i32.const 42))
(assert_return (invoke "load-chosen" (f64.const 1) (f64.const 2) (i64.const 0) (i64.const 0xffff_0000_0010)) (i32.const 42))
(assert_return (invoke "load-chosen" (f64.const nan) (f64.const nan) (i64.const 0) (i64.const 0xffff_0000_0010)) (i32.const 42))
(assert_return (invoke "extend-chosen" (f32.const nan) (f32.const nan) (i64.const -1) (i64.const 0)) (i64.const 0xffff_ffff))
(assert_return (invoke "extend-chosen" (f32.const 1) (f32.const 2) (i64.const -1) (i64.const 0)) (i64.const 0xffff_ffff))
(assert_return (invoke "extend-chosen" (f32.const 0) (f32.const -0) (i64.const 0) (i64.const -1)) (i64.const 0xffff_ffff))
(assert_return (invoke "extend-chosen-eq" (f32.const nan) (f32.const nan) (i64.const 0) (i64.const -1)) (i64.const 0xffff_ffff))
(assert_return (invoke "extend-chosen-eq" (f32.const 1) (f32.const 2) (i64.const 0) (i64.const -1)) (i64.const 0xffff_ffff))
(assert_return (invoke "extend-chosen-eq" (f32.const 0) (f32.const -0) (i64.const -1) (i64.const 0)) (i64.const 0xffff_ffff))

(assert_return (invoke "low-bits" (i32.const 65528)) (i32.const 1))
(assert_trap (invoke "low-bits" (i32.const 65529)) "out of bounds memory access")
(assert_trap (invoke "low-bits" (i32.const 65532)) "out of bounds memory access")

(assert_return (invoke "byte-and-element" (i32.const 7) (i32.const 1)) (i32.const 1))
(assert_trap (invoke "byte-and-element" (i32.const 100) (i32.const 1)) "out of bounds table access")
