// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.model.VisibleText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What goes into a page or a picture, as it may be shown there: texts without what nobody sees, and
 * everything in an order that is the same in each JVM. {@code Map.of} and {@code Set.of} have
 * another in each, so maps and sets without an order of their own are sorted.
 */
public final class Shown {
  private Shown() {}

  /** Of maps, collections and texts, in any depth; anything else as it is. */
  public static Object of(Object value) {
    if (value instanceof String text) {
      return VisibleText.lines(text);
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof Collection<?> all) {
      List<Object> shown = new ArrayList<>();
      all.forEach(each -> shown.add(of(each)));
      if (all instanceof Set<?> set && !isOrdered(set)) {
        shown.sort(Comparator.comparing(String::valueOf));
      }
      return shown;
    }
    return value;
  }

  /** The same of a map, before it becomes a part of another. */
  public static Map<String, Object> map(Map<?, ?> map) {
    Map<String, Object> shown = isOrdered(map) ? new LinkedHashMap<>() : new TreeMap<>();
    map.forEach((key, each) -> shown.put(VisibleText.lines(String.valueOf(key)), of(each)));
    return shown;
  }

  private static boolean isOrdered(Map<?, ?> map) {
    return map instanceof LinkedHashMap || map instanceof SortedMap || map instanceof EnumMap;
  }

  private static boolean isOrdered(Set<?> set) {
    return set instanceof LinkedHashSet || set instanceof SortedSet || set instanceof EnumSet;
  }
}
