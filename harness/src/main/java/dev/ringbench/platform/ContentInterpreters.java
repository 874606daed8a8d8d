// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import java.nio.file.Path;
import java.util.List;

/** The native interpreters of content files. */
public interface ContentInterpreters {
  /** Names for {@link #evaluate}. */
  List<String> names();

  /**
   * Evaluates content without any event.
   *
   * @param content as {@code dev.ringbench.content.ContentFile} makes it
   * @param records struct rb_record, one after another
   * @return index of the first rule that matches, or -1, for each record
   * @throws SensorException when that interpreter does not run here
   */
  int[] evaluate(String interpreter, byte[] content, byte[] records) throws SensorException;

  /** Why no sensor would load this content; null when they do. */
  String trouble(Path content);
}
