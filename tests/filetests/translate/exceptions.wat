(module
  (tag $e (param i32 i64))
  (func $may_throw (param i32) (result f32)
    (throw $e (local.get 0) (i64.const 2)))
  (func $try_table (param i32) (result i32)
    (block $all (result exnref)
      (block $one (result i32 i64)
        (try_table (catch $e $one) (catch_all_ref $all)
          (drop (call $may_throw (local.get 0))))
        (return (i32.const 0)))
      (drop)
      (return))
    (throw_ref))
  (func $legacy (param i32) (result i32)
    (try (result i32)
      (do (drop (call $may_throw (local.get 0))) (i32.const 0))
      (catch $e (drop))
      (catch_all (rethrow 0)))))
;; function %may_throw(i32) -> f32 {
;;     sig0 = type 0 (i32, i64)
;;     tag0 = tag 0 sig0
;;
;; block0(v0: i32):
;; @31 v1 = iconst.i64 2
;; @33 throw tag0 v0, v1
;; }
;; function u0:1 %try_table(i32) -> i32 {
;;     sig0 = type 1 (i32) -> f32
;;     sig1 = type 0 (i32, i64)
;;     fn0 = u0:0 sig0
;;     tag0 = tag 0 sig1
;;
;; block0(v0: i32):
;;     interrupt_check
;; @46 try_call fn0 v0, return block3, catch tag0 block1, catch_all_ref block2
;;
;; block1(v1: i32, v2: i64):
;; @46 jump block4(v1, v2)
;;
;; block2(v3: ref):
;; @46 jump block5(v3)
;;
;; block3(v4: f32):
;; @4a v8 = iconst.i32 0
;; @4c return v8
;;
;; block4(v5: i32, v6: i64):
;; @4f return v5
;;
;; block5(v7: ref):
;; @51 throw_ref v7
;; }
;; function u0:2 %legacy(i32) -> i32 {
;;     sig0 = type 1 (i32) -> f32
;;     sig1 = type 0 (i32, i64)
;;     fn0 = u0:0 sig0
;;     tag0 = tag 0 sig1
;;
;; block0(v0: i32):
;;     interrupt_check
;; @59 try_call fn0 v0, return block2, catch_all_ref block1
;;
;; block1(v1: ref):
;; @59 jump block3(v1)
;;
;; block2(v2: f32):
;; @5c v4 = iconst.i32 0
;; @5e jump block4(v4)
;;
;; block5(v6: i32, v7: i64, v8: ref):
;; @61 jump block4(v6)
;;
;; block6(v9: ref):
;; @62 throw_ref v9
;;
;; block3(v3: ref):
;; @64 throw_ref v3, catch_ref tag0 block5, catch_all_ref block6
;;
;; block4(v5: i32):
;; @65 return v5
;; }
