// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.cli.RingbenchCommand;
import dev.ringbench.model.RingbenchException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A password is never printed, whatever is in it and wherever it stands. */
class StoreLocationTest {
  /** Each with the two halves that may not show. */
  private static final List<String> PASSWORDS =
      List.of(
          "se/cret",
          "12/cret",
          "se@cret",
          "se%cret",
          "se:cret",
          "12#cret",
          "12?cret",
          "12/a?cret",
          "se cret",
          "se%zzcret",
          "%40/cret",
          "//cret@",
          "se'cret",
          "12/cret/x",
          "se;cret",
          "se\"cret",
          "se&password=cret",
          "é/cret",
          "12,cret",
          "[12]/cret");

  private static String printed(String... arguments) {
    StringWriter out = new StringWriter();
    int code =
        RingbenchCommand.commandLine()
            .setErr(new PrintWriter(out, true))
            .setOut(new PrintWriter(out, true))
            .execute(arguments);
    assertThat(code).as(String.join(" ", arguments)).isNotZero();
    return out.toString();
  }

  @Test
  void noMessageHasAPasswordThatIsNotEncoded() {
    for (String password : PASSWORDS) {
      for (String form :
          List.of(
              "postgresql://ada:%s@127.0.0.1:1/runs",
              "jdbc:postgresql://ada:%s@127.0.0.1:1/runs",
              "Postgres://ada:%s@127.0.0.1:1/runs",
              "postgresql:/ada:%s@127.0.0.1:1/runs",
              "postgresql:ada:%s@127.0.0.1:1/runs",
              "mysql://ada:%s@127.0.0.1:1/runs",
              " postgresql://ada:%s@127.0.0.1:1/runs",
              "postgresql://127.0.0.1:1/runs?user=ada&password=%s",
              "host=127.0.0.1 port=1 dbname=runs password=%s")) {
        String location = form.replace("%s", password);
        try {
          assertThat(StoreLocation.of(location, null).toString())
              .as(location)
              .doesNotContain("cret");
        } catch (RingbenchException e) {
          assertThat(e).as(location).hasNoCause().hasMessageNotContaining("cret");
        }
      }
    }
  }

  @Test
  void noCommandPrintsAUrlThatIsInTheWrongPlace() {
    for (String password : List.of("12/cret", "se cret", "12/a?cret")) {
      String url = "postgresql://ada:" + password + "@127.0.0.1:1/runs";
      assertThat(printed("trend", url)).as(url).doesNotContain("cret");
      assertThat(printed("report", "--verbose", url)).as(url).doesNotContain("cret");
      assertThat(printed("trend", "--verbose", "--store", url)).as(url).doesNotContain("cret");
    }
  }

  @Test
  void anEncodedPasswordOfAnyKindArrivesAtTheDriver() {
    for (String password : PASSWORDS) {
      String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
      StoreLocation.Server server =
          (StoreLocation.Server)
              StoreLocation.of("postgresql://ada:" + encoded + "@db_1.test:5433/runs", "other");
      assertThat(server.properties()).containsEntry("password", password);
      assertThat(server).hasToString("postgresql://db_1.test:5433/runs");
      assertThat(server.withoutCredentials("FATAL: '" + password + "' is wrong"))
          .doesNotContain(password);
    }
  }

  @Test
  void thePasswordOfTheEnvironmentIsUsedWhereTheUrlHasNone() {
    StoreLocation.Server server =
        (StoreLocation.Server) StoreLocation.of("postgresql://[::1]/runs", "from-environment");
    assertThat(server.properties()).containsEntry("password", "from-environment");
    assertThat(((StoreLocation.Server) StoreLocation.of("postgresql://a,b:1/runs", null)))
        .satisfies(without -> assertThat(without.properties()).doesNotContainKey("password"))
        .hasToString("postgresql://a,b:1/runs");
  }

  @Test
  void whatNamesNoServerIsRefused() {
    for (String broken :
        List.of(
            "",
            " ",
            "postgresql://",
            "postgresql://h",
            "postgresql://h/",
            "postgresql:///runs",
            "postgresql://h:0/runs",
            "postgresql://h:99999/runs",
            "postgresql://h:x/runs",
            "postgresql://h/runs#x",
            "postgresql://h/ru%ns",
            "postgresql:runs",
            "jdbc:sqlite:/tmp/x",
            "file:///tmp/x",
            "a\0b")) {
      assertThatThrownBy(() -> StoreLocation.of(broken))
          .as(broken)
          .isInstanceOfSatisfying(
              RingbenchException.class,
              e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT));
    }
  }
}
