// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import java.util.regex.Pattern;

/** Hides passwords in texts that a person or a log will read. */
public final class Credentials {
  /** What stands for a credential. */
  public static final String HIDDEN = "***";

  /** Up to the last "@" of the line, because a password may have anything before it. */
  private static final Pattern IN_URL = Pattern.compile("(?i)(postgres(?:ql)?:/*).*@");

  private static final Pattern NAMED =
      Pattern.compile("(?i)((?:ssl)?password\\s*=\\s*)[^\\s&'\"]+");

  private Credentials() {}

  /** The text without user and password of URLs, and without values of "password=". */
  public static String hidden(String text) {
    if (text == null) {
      return null;
    }
    String withoutUrls =
        text.indexOf('@') < 0 ? text : IN_URL.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return NAMED.matcher(withoutUrls).replaceAll("$1" + HIDDEN);
  }
}
