// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A build of Ringbench, as documents name it: "0.1.0 (commit)".
 *
 * @param number "0.1.0"
 * @param commit 7 to 40 hexadecimal digits
 * @param changed the tree had changes that no commit has ("+")
 */
public record Build(String number, String commit, boolean changed) {
  private static final Pattern TEXT = Pattern.compile("(\\S+) \\(([0-9a-f]{7,40})(\\+?)\\)");
  private static final int COMMIT_DIGITS = 10;

  /** Empty: the text names no commit. */
  public static Optional<Build> of(String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? Optional.of(new Build(matcher.group(1), matcher.group(2), !matcher.group(3).isEmpty()))
        : Optional.empty();
  }

  /** The text of the build that runs, from a file that the build fills in. */
  public static String ownText() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/ringbench.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("resource ringbench.properties", e);
    }
    String commit = properties.getProperty("commit");
    return properties.getProperty("version")
        + " ("
        + (commit.length() > COMMIT_DIGITS ? commit.substring(0, COMMIT_DIGITS) : commit)
        + (Boolean.parseBoolean(properties.getProperty("dirty")) ? "+" : "")
        + ")";
  }
}
