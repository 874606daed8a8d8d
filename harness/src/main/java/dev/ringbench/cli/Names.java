// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.experiment.run.Profile;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names that users type, as in documents and tables. */
final class Names {
  private Names() {}

  private static <T> T find(String kind, String name, List<T> known) {
    return known.stream()
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    Nearest.unknown(kind, name, known.stream().map(Object::toString).toList())));
  }

  /**
   * Those that an option names, each once, in the order of the names.
   *
   * @param kind what they are, a word for the message
   * @param hint a sentence for who named another
   * @throws RingbenchException bad input, when a name is unknown
   */
  static <T> List<T> chosen(
      String option,
      String kind,
      List<String> names,
      List<T> known,
      Function<T, String> id,
      String hint) {
    List<String> ids = known.stream().map(id).toList();
    for (String name : names) {
      if (!ids.contains(name)) {
        throw RingbenchException.badInput(
            option + ": " + Nearest.unknown(kind, name, ids) + " " + hint);
      }
    }
    return names.stream().distinct().map(name -> known.get(ids.indexOf(name))).toList();
  }

  /** {@link Operation}. */
  static final class OperationName implements ITypeConverter<Operation> {
    @Override
    public Operation convert(String name) {
      return find("operation", name, Arrays.asList(Operation.values()));
    }
  }

  /** {@link Handoff}, those that a user may choose. */
  static final class HandoffName implements ITypeConverter<Handoff> {
    @Override
    public Handoff convert(String name) {
      return find(
          "hand-off", name, List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL));
    }
  }

  /** {@link Profile}. */
  static final class ProfileName implements ITypeConverter<Profile> {
    @Override
    public Profile convert(String name) {
      return find("profile", name, Arrays.asList(Profile.values()));
    }
  }
}
