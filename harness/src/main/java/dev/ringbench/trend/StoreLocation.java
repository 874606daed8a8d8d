// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.RingbenchException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/** Where a store of runs is. As text it never has a password, nor who gives it. */
sealed interface StoreLocation {
  /** Where nothing else is said. */
  String DEFAULT = "ringbench-store";

  /** Here, as files. */
  record Directory(Path path) implements StoreLocation {
    /** Its documents, a file each. */
    Path documents() {
      return path.resolve("documents");
    }

    /** The SQLite file that has their figures. */
    Path index() {
      return path.resolve("index.db");
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * In a database of PostgreSQL.
   *
   * @param jdbcUrl without credentials
   * @param properties of the connection, credentials among them
   */
  record Server(String jdbcUrl, Properties properties) implements StoreLocation {
    @Override
    public String toString() {
      return jdbcUrl.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
    }
  }

  /**
   * {@code postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?NAME=VALUE...]}, with or without
   * "jdbc:" in front, is a server; everything without "://" is a directory.
   *
   * @throws RingbenchException bad input: another kind of URL, or a broken one, which the message
   *     does not repeat
   */
  static StoreLocation of(String text) {
    if (!text.contains("://")) {
      return new Directory(Path.of(text));
    }
    String url = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
    if (!Pattern.compile("^postgres(ql)?://").matcher(url).find()) {
      throw RingbenchException.badInput(
          "A store is a directory or postgresql://HOST/DATABASE, and this is a URL that begins with"
              + " '"
              + text.substring(0, text.indexOf("://"))
              + "'.");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      // Its message has the whole URL, and so has a stack trace with it.
      throw RingbenchException.badInput(
          "The URL of the store is broken at character "
              + e.getIndex()
              + " ("
              + e.getReason()
              + "). Percent-encode what is special in a password.");
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw RingbenchException.badInput(
          "The URL of the store names no host or no database: use postgresql://HOST[:PORT]/DATABASE.");
    }
    return server(uri);
  }

  private static Server server(URI uri) {
    Properties properties = new Properties();
    if (uri.getRawUserInfo() != null) {
      String[] user = uri.getRawUserInfo().split(":", 2);
      properties.setProperty("user", decoded(user[0]));
      if (user.length == 2) {
        properties.setProperty("password", decoded(user[1]));
      }
    }
    if (uri.getRawQuery() != null) {
      for (String parameter : uri.getRawQuery().split("&", -1)) {
        String[] pair = parameter.split("=", 2);
        properties.setProperty(decoded(pair[0]), pair.length == 2 ? decoded(pair[1]) : "");
      }
    }
    properties.putIfAbsent("ApplicationName", "ringbench");
    return new Server(
        "jdbc:postgresql://"
            + uri.getHost()
            + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
            + uri.getRawPath(),
        properties);
  }

  private static String decoded(String text) {
    // A form's plus sign is a space; a URL's is a plus sign.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
