// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What no container may be or have, whichever are added later. */
class ContainerShapeTest {
  @Test
  void noContainerIsACollectionOfJavaUtil() {
    for (Class<?> container : Containers.all()) {
      assertThat(Collection.class.isAssignableFrom(container)).as(container.getName()).isFalse();
      assertThat(Map.class.isAssignableFrom(container)).as(container.getName()).isFalse();
    }
    assertThat(Containers.all())
        .contains(
            PrimaryMap.class,
            SecondaryMap.class,
            EntitySet.class,
            SparseMap.class,
            SparseSet.class,
            ListPool.class,
            EntityList.class,
            BoxedSlice.class,
            KeyRange.class);
  }

  @Test
  void noMethodTakesAnyObjectOrAnyEntityAsAKey() {
    List<String> offenders = new ArrayList<>();
    for (Class<?> container : Containers.all()) {
      for (Method method : Containers.methods(container)) {
        for (Type type : method.getGenericParameterTypes()) {
          boolean isEquals = method.getName().equals("equals") && method.getParameterCount() == 1;
          if (!isEquals && (type == Object.class || type == Entity.class)) {
            offenders.add(method.toGenericString());
          }
        }
      }
    }
    assertThat(offenders).isEmpty();
  }

  @Test
  void noMethodHasAKindOfKeyOfItsOwnUnlessItMakesTheContainer() {
    List<String> offenders = new ArrayList<>();
    for (Class<?> container : Containers.all()) {
      for (Method method : Containers.methods(container)) {
        for (TypeVariable<?> variable : method.getTypeParameters()) {
          boolean isFactory =
              Modifier.isStatic(method.getModifiers())
                  && container.isAssignableFrom(method.getReturnType());
          if (Containers.isEntityVariable(variable) && !isFactory) {
            offenders.add(method.toGenericString());
          }
        }
      }
    }
    assertThat(offenders).isEmpty();
  }

  @Test
  void noContainerHoldsAWayToMakeKeys() {
    List<String> offenders = new ArrayList<>();
    for (Class<?> container : Containers.all()) {
      // A range is a value made at the call site and handed to a loop, as an iterator is.
      if (container != KeyRange.class) {
        for (Class<?> c = container; c != null; c = c.getSuperclass()) {
          for (Field field : c.getDeclaredFields()) {
            if (IntFunction.class.isAssignableFrom(field.getType())
                || Function.class.isAssignableFrom(field.getType())) {
              offenders.add(field.toString());
            }
          }
        }
      }
    }
    assertThat(offenders).isEmpty();
  }
}
