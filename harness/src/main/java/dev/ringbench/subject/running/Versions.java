// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.model.TerminalText;
import dev.ringbench.subject.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What programs say of their version. */
public final class Versions {
  private static final int SECONDS = 10;
  private static final int MOST_BYTES = 8192;
  private static final int MOST_CHARACTERS = 100;

  private Versions() {}

  /** The first line with a digit that its command prints; null: there is none. */
  public static String of(Subject subject) {
    if (subject.version().isEmpty()) {
      return null;
    }
    try {
      Process asked = new ProcessBuilder(subject.version()).redirectErrorStream(true).start();
      asked.getOutputStream().close();
      if (!asked.waitFor(SECONDS, TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        return null;
      }
      String printed =
          new String(asked.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return printed
          .lines()
          .filter(line -> line.chars().anyMatch(Character::isDigit))
          .map(TerminalText::line)
          .map(line -> line.strip())
          .map(line -> line.substring(0, Math.min(MOST_CHARACTERS, line.length())))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
