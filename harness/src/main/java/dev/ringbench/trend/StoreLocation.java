// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.model.Credentials;
import dev.ringbench.model.RingbenchException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
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
    public String withoutCredentials(String message) {
      return message;
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
    private static final List<String> SECRETS = List.of("password", "sslpassword");

    @Override
    public String withoutCredentials(String message) {
      String hidden = Credentials.hidden(message);
      for (String secret : SECRETS) {
        String value = properties.getProperty(secret, "");
        if (hidden != null && !value.isEmpty()) {
          hidden = hidden.replace(value, Credentials.HIDDEN);
        }
      }
      return hidden;
    }

    @Override
    public String toString() {
      return jdbcUrl.replaceFirst("^jdbc:", "");
    }
  }

  /** A message, perhaps of a driver, without the credentials of this location. */
  String withoutCredentials(String message);

  /**
   * {@code postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?NAME=VALUE...]}, with or without
   * "jdbc:" in front, is a server; PGPASSWORD of the environment is its password where the URL has
   * none. Everything that does not look like a server is a directory.
   *
   * @throws RingbenchException bad input: another kind of URL, or a broken one, which the message
   *     does not repeat
   */
  static StoreLocation of(String text) {
    return of(text, System.getenv("PGPASSWORD"));
  }

  /** The same with a PGPASSWORD; null: there is none. */
  static StoreLocation of(String text, String password) {
    return ServerUrl.looksLikeServer(text) ? ServerUrl.parse(text, password) : directory(text);
  }

  private static Directory directory(String text) {
    if (text.isBlank()) {
      throw RingbenchException.badInput(
          "The location of the store is empty: name a directory, or postgresql://HOST/DATABASE.");
    }
    try {
      return new Directory(Path.of(text));
    } catch (InvalidPathException e) {
      throw RingbenchException.badInput(
          "The location of the store is no path: " + e.getReason() + ".", e);
    }
  }

  /** How a URL of PostgreSQL is read. */
  final class ServerUrl {
    private static final String HOST = "(?:\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?";

    /** User, password, hosts, database, parameters. */
    private static final Pattern URL =
        Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://"
                + "(?:([^:@/?#\\s]+)(?::([^@/?#\\s]*))?@)?"
                + ("(" + HOST + "(?:," + HOST + ")*)")
                + "/([^/?#@:;\\s]+)(?:\\?([^#@\\s]*))?",
            Pattern.CASE_INSENSITIVE);

    /** Also libpq's "host=... password=...", and URLs with too few slashes. */
    private static final Pattern SERVER =
        Pattern.compile(
            "^\\s*(jdbc:|postgres(ql)?:)|://"
                + "|(^|\\s)(host|hostaddr|port|dbname|user|password|service|sslmode)\\s*=",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OTHER_SCHEME = Pattern.compile("^([a-z][a-z0-9+.-]{0,20})://.*");
    private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})(?:,|$)");
    private static final int MAX_PORT = 65_535;

    private ServerUrl() {}

    static boolean looksLikeServer(String text) {
      return SERVER.matcher(text).find();
    }

    static Server parse(String text, String password) {
      Matcher url = URL.matcher(text);
      if (!url.matches() || !portsExist(url.group(3))) {
        throw RingbenchException.badInput(refusal(text));
      }
      Properties properties = new Properties();
      try {
        put(properties, "user", url.group(1));
        put(properties, "password", url.group(2));
        if (url.group(5) != null) {
          for (String parameter : url.group(5).split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            put(properties, decoded(pair[0]), pair.length == 2 ? pair[1] : "");
          }
        }
        decoded(url.group(4));
      } catch (IllegalArgumentException e) {
        // Its message has a part of the URL.
        throw RingbenchException.badInput(refusal(text));
      }
      if (password != null && !password.isEmpty()) {
        properties.putIfAbsent("password", password);
      }
      properties.putIfAbsent("ApplicationName", "ringbench");
      return new Server("jdbc:postgresql://" + url.group(3) + "/" + url.group(4), properties);
    }

    private static String refusal(String text) {
      Matcher other = OTHER_SCHEME.matcher(text);
      if (other.matches() && !other.group(1).startsWith("postgres")) {
        return "A store is a directory or postgresql://HOST/DATABASE, and this is a URL that begins"
            + " with '"
            + other.group(1)
            + "'.";
      }
      return "The location of the store is not repeated here, because it may have a password. It is"
          + " no URL of a server: use postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE, with / @"
          + " : ? # % and spaces of a password percent-encoded (/ is %2F, @ is %40), or give the"
          + " password by PGPASSWORD or ~/.pgpass.";
    }

    private static boolean portsExist(String hosts) {
      return PORT.matcher(hosts)
          .results()
          .mapToInt(port -> Integer.parseInt(port.group(1)))
          .allMatch(port -> port >= 1 && port <= MAX_PORT);
    }

    private static void put(Properties properties, String name, String encoded) {
      if (encoded != null) {
        properties.setProperty(name, decoded(encoded));
      }
    }

    private static String decoded(String text) {
      // A form's plus sign is a space; a URL's is a plus sign.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }
}
