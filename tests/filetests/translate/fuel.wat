;; fuel
(module
  ;; Fuel is charged before control goes anywhere: once around a loop never costs nothing.
  (func (param i32)
    (loop $again
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (if (local.get 0) (then (call 0 (i32.const 3))))))
;; function u0:0(i32) {
;;     sig0 = type 0 (i32)
;;     fn0 = u0:0 sig0
;;
;; block0(v0: i32):
;;     interrupt_check
;; @18 fuel 1
;; @18 jump block1(v0)
;;
;; block1(v1: i32):
;; @18 interrupt_check
;; @1c v2 = iconst.i32 1
;; @1e v3 = isub v1, v2
;; @21 fuel 5
;; @21 brif v3, block1(v3), block2
;;
;; block2:
;; @26 fuel 3
;; @26 brif v3, block3, block4
;;
;; block3:
;; @28 v4 = iconst.i32 3
;; @2a fuel 2
;; @2a call fn0 v4
;; @2c fuel 1
;; @2c jump block5
;;
;; block4:
;; @2c jump block5
;;
;; block5:
;; @2d fuel 1
;; @2d return
;; }
