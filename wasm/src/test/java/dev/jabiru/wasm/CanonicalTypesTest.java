// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasm.text.WatParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same type has the same number in whatever module it is defined. */
class CanonicalTypesTest {
  private final CanonicalTypes types = new CanonicalTypes();

  private int[] register(String text) {
    Module module = Module.decode(WatParser.parse(text, Features.all()).binary(), Features.all());
    Validator.validate(module);
    return types.register(module);
  }

  @Test
  void equalTypesOfTwoModulesAreOne() {
    int[] a = register("(module (type (func (param i32))) (type (struct (field i64))))");
    int[] b = register("(module (type (struct (field i64))) (type (func (param i32))))");
    assertThat(a[0]).isEqualTo(b[1]).isNotEqualTo(a[1]);
    assertThat(a[1]).isEqualTo(b[0]);
  }

  @Test
  void recursiveTypesAreComparedByGroup() {
    String pair = "(rec (type $a (struct (field (ref null $b)))) (type $b (array (ref $a))))";
    int[] a = register("(module " + pair + ")");
    int[] b = register("(module (type (func)) " + pair + ")");
    assertThat(new int[] {b[1], b[2]}).containsExactly(a);
    int[] turned =
        register(
            "(module (rec (type $b (array (ref $a))) (type $a (struct (field (ref null $b))))))");
    assertThat(turned).doesNotContain(a);
  }

  @Test
  void aTypeAloneIsNotTheSameTypeInAGroup() {
    int[] alone = register("(module (type (func)))");
    int[] grouped = register("(module (rec (type (func)) (type (func (param i32)))))");
    assertThat(grouped).doesNotContain(alone);
  }

  @Test
  void aTypeThatNamesItselfIsNotOneThatNamesItsEqual() {
    int[] ids =
        register(
            "(module (type $f (func (param (ref null $f)))) (type $g (func (param (ref null $g))))"
                + " (type $h (func (param (ref null $f)))))");
    assertThat(ids[0]).isEqualTo(ids[1]).isNotEqualTo(ids[2]);
  }

  @Test
  void finalityAndSupertypesArePartOfAType() {
    int[] ids =
        register(
            "(module (type $a (sub (struct))) (type (struct)) (type $c (sub $a (struct)))"
                + " (type (sub final $a (struct))))");
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void subtypesAreFoundAcrossModules() {
    int[] a =
        register(
            "(module (type $a (sub (struct))) (type $b (sub $a (struct (field i32))))"
                + " (type $c (sub $b (struct (field i32) (field i64)))))");
    int[] b = register("(module (type $a (sub (struct))) (type $x (sub $a (struct (field f32)))))");
    assertThat(types.isSubtype(a[2], b[0])).isTrue();
    assertThat(types.isSubtype(a[2], a[1])).isTrue();
    assertThat(types.isSubtype(a[1], a[2])).isFalse();
    assertThat(types.isSubtype(a[1], b[1])).isFalse();
    assertThat(types.isSubtype(b[1], a[0])).isTrue();
    assertThat(types.isSubtype(a[0], a[0])).isTrue();
  }

  @Test
  void referencesMatchAlongTheHierarchies() {
    int[] ids = register("(module (type (func)) (type $s (sub (struct))) (type (array i8)))");
    int func = TypeCode.concreteRef(false, ids[0]);
    int struct = TypeCode.concreteRef(false, ids[1]);
    int nullStruct = TypeCode.concreteRef(true, ids[1]);
    assertThat(types.matches(struct, nullStruct)).isTrue();
    assertThat(types.matches(nullStruct, struct)).isFalse();
    assertMatches(func, AbstractHeapType.FUNC);
    assertMatches(struct, AbstractHeapType.STRUCT, AbstractHeapType.EQ, AbstractHeapType.ANY);
    assertMatches(
        TypeCode.concreteRef(false, ids[2]),
        AbstractHeapType.ARRAY,
        AbstractHeapType.EQ,
        AbstractHeapType.ANY);
    assertThat(types.matches(TypeCode.ref(true, AbstractHeapType.NONE), nullStruct)).isTrue();
    assertThat(types.matches(TypeCode.ref(true, AbstractHeapType.NOFUNC), nullStruct)).isFalse();
    assertThat(types.matches(TypeCode.ref(false, AbstractHeapType.STRUCT), struct)).isFalse();
    assertThat(types.matches(TypeCode.BOTTOM, struct)).isTrue();
    assertThat(types.matches(TypeCode.BOTTOM_REF, struct)).isTrue();
    assertThat(types.matches(TypeCode.BOTTOM_REF, TypeCode.I32)).isFalse();
    assertThat(types.matches(TypeCode.I32, TypeCode.I64)).isFalse();
  }

  private void assertMatches(int code, AbstractHeapType... above) {
    for (AbstractHeapType heap : AbstractHeapType.values()) {
      boolean wanted = List.of(above).contains(heap);
      assertThat(types.matches(code, TypeCode.ref(true, heap))).as("%s", heap).isEqualTo(wanted);
    }
  }

  @Test
  void abstractTypesFormFourHierarchies() {
    for (AbstractHeapType a : AbstractHeapType.values()) {
      assertThat(a.isSubtypeOf(a)).isTrue();
      assertThat(a.isSubtypeOf(a.top())).isTrue();
      assertThat(a.bottom().isSubtypeOf(a)).isTrue();
      for (AbstractHeapType b : AbstractHeapType.values()) {
        if (a.isSubtypeOf(b)) {
          assertThat(a.top()).isEqualTo(b.top());
          assertThat(a == b || !b.isSubtypeOf(a)).isTrue();
        }
      }
    }
    assertThat(AbstractHeapType.I31.isSubtypeOf(AbstractHeapType.EQ)).isTrue();
    assertThat(AbstractHeapType.I31.isSubtypeOf(AbstractHeapType.STRUCT)).isFalse();
  }
}
