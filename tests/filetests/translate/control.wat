(module
  ;; A loop: its header takes the locals it writes, and checks for interruption.
  (func $sum (param $n i32) (result i32) (local $s i32)
    (loop $again
      (local.set $s (i32.add (local.get $s) (local.get $n)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s))

  ;; An if without else passes its parameter on.
  (func $if (param i32 i64) (result i64)
    (local.get 1)
    (if (param i64) (result i64) (local.get 0)
      (then (drop) (i64.const 7))))

  ;; Code behind a branch is skipped, with all that is nested in it.
  (func $dead (param i32) (result i32)
    (block $out (result i32)
      (br $out (i32.const 1))
      (if (i32.const 0) (then (loop (br 0))) (else (unreachable)))
      (i32.add)))

  (func $switch (param i32) (result i32)
    (block $default
      (block $one
        (block $zero
          (br_table $zero $one $default (local.get 0)))
        (return (i32.const 10)))
      (return (i32.const 11)))
    (i32.const 12))

  (func $swap (param i32 i64) (result i64 i32)
    (local.get 1) (local.get 0)))
;; function %sum(i32) -> i32 {
;;
;; block0(v0: i32):
;;     v6 = iconst.i32 0
;; @31 jump block1(v6, v0)
;;
;; block1(v1: i32, v2: i32):
;; @31 interrupt_check
;; @37 v3 = iadd v1, v2
;; @3c v4 = iconst.i32 1
;; @3e v5 = isub v2, v4
;; @41 brif v5, block1(v3, v5), block2
;;
;; block2:
;; @46 return v3
;; }
;; function u0:1 %if(i32, i64) -> i64 {
;;
;; block0(v0: i32, v1: i64):
;; @4d brif v0, block1, block2
;;
;; block1:
;; @50 v2 = iconst.i64 7
;; @52 jump block3(v2)
;;
;; block2:
;; @52 jump block3(v1)
;;
;; block3(v3: i64):
;; @53 return v3
;; }
;; function u0:2 %dead(i32) -> i32 {
;;
;; block0(v0: i32):
;; @58 v1 = iconst.i32 1
;; @5a jump block1(v1)
;;
;; block1(v2: i32):
;; @6a return v2
;; }
;; function u0:3 %switch(i32) -> i32 {
;;
;; block0(v0: i32):
;; @75 br_table v0, block1, block2, block3
;;
;; block1:
;; @7b v1 = iconst.i32 10
;; @7d return v1
;;
;; block2:
;; @7f v2 = iconst.i32 11
;; @81 return v2
;;
;; block3:
;; @83 v3 = iconst.i32 12
;; @85 return v3
;; }
;; function u0:4 %swap(i32, i64) -> i64, i32 {
;;
;; block0(v0: i32, v1: i64):
;; @8c return v1, v0
;; }
