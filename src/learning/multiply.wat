;; Product of a matrix and a vector of floats, four rows at a time, so that each part of the vector is loaded once for four.
(module
  (memory (export "memory") 1)

  (func $sum (param $lanes v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $lanes)) (f32x4.extract_lane 1 (local.get $lanes)))
      (f32.add (f32x4.extract_lane 2 (local.get $lanes)) (f32x4.extract_lane 3 (local.get $lanes)))))

  ;; All addresses in bytes. `count` rows, a multiple of 4, of `stride` bytes, a multiple of 16; one float for each at `out`.
  (func (export "multiply")
    (param $matrix i32) (param $stride i32) (param $count i32) (param $vector i32) (param $out i32)
    (local $end i32) (local $vectorEnd i32) (local $part i32) (local $value v128)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $sumA v128) (local $sumB v128) (local $sumC v128) (local $sumD v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $vectorEnd (i32.add (local.get $vector) (local.get $stride)))
    (local.set $a (local.get $matrix))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $b (i32.add (local.get $a) (local.get $stride)))
        (local.set $c (i32.add (local.get $b) (local.get $stride)))
        (local.set $d (i32.add (local.get $c) (local.get $stride)))
        (local.set $sumA (v128.const i32x4 0 0 0 0))
        (local.set $sumB (v128.const i32x4 0 0 0 0))
        (local.set $sumC (v128.const i32x4 0 0 0 0))
        (local.set $sumD (v128.const i32x4 0 0 0 0))
        (local.set $part (local.get $vector))
        (loop $values
          (local.set $value (v128.load (local.get $part)))
          (local.set $sumA (f32x4.add (local.get $sumA) (f32x4.mul (v128.load (local.get $a)) (local.get $value))))
          (local.set $sumB (f32x4.add (local.get $sumB) (f32x4.mul (v128.load (local.get $b)) (local.get $value))))
          (local.set $sumC (f32x4.add (local.get $sumC) (f32x4.mul (v128.load (local.get $c)) (local.get $value))))
          (local.set $sumD (f32x4.add (local.get $sumD) (f32x4.mul (v128.load (local.get $d)) (local.get $value))))
          (local.set $a (i32.add (local.get $a) (i32.const 16)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (local.set $c (i32.add (local.get $c) (i32.const 16)))
          (local.set $d (i32.add (local.get $d) (i32.const 16)))
          (local.set $part (i32.add (local.get $part) (i32.const 16)))
          (br_if $values (i32.lt_u (local.get $part) (local.get $vectorEnd))))
        (f32.store (local.get $out) (call $sum (local.get $sumA)))
        (f32.store offset=4 (local.get $out) (call $sum (local.get $sumB)))
        (f32.store offset=8 (local.get $out) (call $sum (local.get $sumC)))
        (f32.store offset=12 (local.get $out) (call $sum (local.get $sumD)))
        ;; Each row ends where the next begins.
        (local.set $a (local.get $d))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $next)))))
