// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** All kinds of experiments that this Ringbench knows. */
public final class Experiments {
  private static final List<Experiment> ALL =
      ServiceLoader.load(Experiment.class, Experiments.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Experiments() {}

  /** In the order of the list in META-INF/services. */
  public static List<Experiment> all() {
    return ALL;
  }

  /** The kind whose documents have that property. */
  public static Optional<Experiment> ofVersionField(String versionField) {
    return ALL.stream()
        .filter(experiment -> experiment.form().versionField().equals(versionField))
        .findFirst();
  }

  /** The kind of that name, which a reading has in its head. */
  public static Experiment of(String id) {
    return ALL.stream()
        .filter(experiment -> experiment.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kind " + id));
  }

  /** Whether there is a kind of that name. */
  public static boolean isKnown(String id) {
    return ALL.stream().anyMatch(experiment -> experiment.id().equals(id));
  }

  /**
   * Reads a document of any kind, or the one in a directory of an experiment.
   *
   * @throws RingbenchException bad input: there is none, it is damaged, of a newer schema, or not
   *     ours; the message says which
   */
  public static Reading read(Path path) {
    if (!Files.isDirectory(path)) {
      return read(InputFile.document(path));
    }
    List<Path> candidates =
        ALL.stream().flatMap(experiment -> experiment.documentIn(path).stream()).toList();
    return candidates.stream()
        .filter(Files::exists)
        .min(Comparator.comparing(candidates::indexOf))
        .map(file -> read(InputFile.document(file)))
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    path
                        + " is a directory without a document: there is no "
                        + candidates.stream()
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.joining(" or "))
                        + " in it. A campaign that was cut off has none yet: `ringbench faults"
                        + " --resume DIR`."));
  }

  /** The same of an opened file, which a pipe is read from only once. */
  public static Reading read(InputFile input) {
    DocumentHead head = DocumentHead.of(input);
    return ofVersionField(head.versionField())
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    input.path()
                        + " is of a kind that this Ringbench does not know: it has a "
                        + head.versionField()
                        + ". Use a newer Ringbench."))
        .read(input);
  }
}
