(module
  (type $t (func (param i32) (result i32)))
  (import "m" "host" (func $host (param i64) (result i32 f32)))
  (memory 1 3)
  (table $table 4 funcref)
  (global $g (mut f64) (f64.const 0))
  (data $d "abc")
  (func $direct (export "direct") (result i32)
    (call $host (i64.const 5)) (drop))
  (func $indirect (param i32) (result i32)
    (call_indirect $table (type $t) (i32.const 3) (local.get 0)))
  (func $tail (param i32) (result i32)
    (return_call_indirect $table (type $t) (i32.const 3) (local.get 0)))
  (func $memory (param i32) (result i32)
    (memory.copy (local.get 0) (i32.const 8) (i32.const 9))
    (memory.init $d (local.get 0) (i32.const 0) (i32.const 3))
    (i64.store16 offset=6 (local.get 0) (i64.const 1))
    (global.set $g (f64.load (memory.size)))
    (memory.grow (local.get 0)))
  (func $table (result i32)
    (table.set $table (i32.const 1) (ref.func $direct))
    (ref.is_null (table.get $table (i32.const 0)))
    (table.grow $table (ref.null func) (i32.const 2))
    (i32.eqz) (i32.or)))
;; function u0:1 %direct() -> i32 {
;;     sig0 = type 1 (i64) -> i32, f32
;;     fn0 = u0:0 sig0
;;
;; block0:
;;     interrupt_check
;; @5d v0 = iconst.i64 5
;; @5f v1, v2 = call fn0 v0
;; @62 return v1
;; }
;; function u0:2 %indirect(i32) -> i32 {
;;     table0 = table 0 i32 any_func
;;     sig0 = type 0 (i32) -> i32
;;
;; block0(v0: i32):
;;     interrupt_check
;; @65 v1 = iconst.i32 3
;; @69 v2 = call_indirect sig0 table0 v0, v1
;; @6c return v2
;; }
;; function u0:3 %tail(i32) -> i32 {
;;     table0 = table 0 i32 any_func
;;     sig0 = type 0 (i32) -> i32
;;
;; block0(v0: i32):
;;     interrupt_check
;; @6f v1 = iconst.i32 3
;; @73 return_call_indirect sig0 table0 v0, v1
;; }
;; function u0:4 %memory(i32) -> i32 {
;;     mem0 = memory 0 i32 array page 16 min 1 max 3
;;     global0 = global 0 f64 mutable
;;     sig0 = (i32, i32, i64, i64, i64)
;;     sig1 = (i32, i32, i64, i64, i64)
;;     sig2 = (i32, i32, i64, i32, i32)
;;     sig3 = (i32, i64) -> i64
;;     fn0 = builtin:12 sig0
;;     fn1 = builtin:2 sig1
;;     fn2 = builtin:3 sig2
;;     fn3 = builtin:0 sig3
;;
;; block0(v0: i32):
;; @7b v1 = iconst.i32 8
;; @7d v2 = iconst.i32 9
;; @7f v3 = uextend v2
;; @7f v4 = uextend v1
;; @7f v5 = uextend v0
;; @7f v6 = iconst.i32 0
;; @7f v7 = iconst.i32 0
;; @7f v8 = iconst.i64 1048576
;; @7f v9 = icmp ugt v3, v8
;; @7f brif v9, block1, block2
;;
;; block1:
;; @7f call fn0 v6, v7, v5, v4, v3
;; @7f jump block3
;;
;; block2:
;; @7f call fn1 v6, v7, v5, v4, v3
;; @7f jump block3
;;
;; block3:
;; @85 v10 = iconst.i32 0
;; @87 v11 = iconst.i32 3
;; @89 v12 = uextend v0
;; @89 v13 = iconst.i32 0
;; @89 v14 = iconst.i32 0
;; @89 call fn2 v13, v14, v12, v10, v11
;; @8f v15 = iconst.i64 1
;; @91 istore16 mem0 v0+6, v15
;; @94 v16 = memory_size mem0
;; @96 v17 = load.f64 mem0 v16
;; @99 global_set global0 v17
;; @9d v18 = uextend v0
;; @9d v19 = iconst.i32 0
;; @9d v20 = call fn3 v19, v18
;; @9d v21 = ireduce v20
;; @9f return v21
;; }
;; function u0:5 %table() -> i32 {
;;     table0 = table 0 i32 any_func
;;     sig0 = type 2 () -> i32
;;     sig1 = (i32, ref, i64) -> i64
;;     fn0 = u0:1 sig0
;;     fn1 = builtin:5 sig1
;;
;; block0:
;; @a2 v0 = iconst.i32 1
;; @a4 v1 = ref_func fn0
;; @a6 table_set table0 v0, v1
;; @a8 v2 = iconst.i32 0
;; @aa v3 = table_get table0 v2
;; @ac v4 = ref_is_null v3
;; @ad v5 = ref_null
;; @af v6 = iconst.i32 2
;; @b1 v7 = uextend v6
;; @b1 v8 = iconst.i32 0
;; @b1 v9 = call fn1 v8, v5, v7
;; @b1 v10 = ireduce v9
;; @b4 v11 = iconst.i32 0
;; @b4 v12 = icmp eq v10, v11
;; @b5 v13 = bor v4, v12
;; @b6 return v13
;; }
