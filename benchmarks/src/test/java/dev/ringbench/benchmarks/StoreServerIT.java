// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.trend.RunStore;
import dev.ringbench.trend.StoredRun;
import dev.ringbench.trend.Trend;
import dev.ringbench.trend.TrendFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A store in a database that others use too: each test has schemas of its own. */
@MeasuresNothing
class StoreServerIT {
  private static final Path COUNTED =
      Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json")
          .toAbsolutePath();
  private static final int PAIRS = 50;
  private static final int MIGRATING_PAIRS = 20;

  /** Tables as Ringbench made them before their names had a prefix. */
  private static final String VERSION_1 =
      "CREATE TABLE %1$s.ringbench_store (schema_version INTEGER NOT NULL);"
          + " CREATE TABLE %1$s.documents (sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL,"
          + " machine TEXT NOT NULL, started_at TEXT NOT NULL, version TEXT, commit_id TEXT,"
          + " kernel TEXT, name TEXT NOT NULL, content TEXT);"
          + " CREATE TABLE %1$s.figures (document TEXT NOT NULL REFERENCES %1$s.documents (sha256),"
          + " row_name TEXT NOT NULL, metric TEXT NOT NULL, unit TEXT NOT NULL,"
          + " value DOUBLE PRECISION NOT NULL, low DOUBLE PRECISION, high DOUBLE PRECISION,"
          + " PRIMARY KEY (document, row_name, metric));"
          + " INSERT INTO %1$s.ringbench_store VALUES (1);"
          + " INSERT INTO %1$s.documents VALUES ('aa', 'run', 'here', '2026-11-01T06:00:00Z',"
          + " '0.1.0 (c1)', 'c1', '6.1', 'a.json', '{}');"
          + " INSERT INTO %1$s.figures VALUES ('aa', 'open x', 'added_p50', 'ns', 7, 6, 8);";

  private static PrivatePostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = PrivatePostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static String in(String schema) {
    return postgres.url() + "?currentSchema=" + schema;
  }

  private static void twoOpenAtOnce(int pairs, String prefix, String content) throws Exception {
    StringBuilder schemas = new StringBuilder();
    for (int pair = 0; pair < pairs; pair++) {
      String schema = prefix + pair;
      schemas.append("CREATE SCHEMA ").append(schema).append(";").append(content.formatted(schema));
    }
    postgres.query(schemas.toString());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int pair = 0; pair < pairs; pair++) {
        String url = in(prefix + pair);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<?>> both =
            List.of(threads.submit(() -> open(start, url)), threads.submit(() -> open(start, url)));
        for (Future<?> one : both) {
          one.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void open(CyclicBarrier start, String url) throws Exception {
    start.await();
    RunStore.open(url).close();
    return null;
  }

  private static String tables(String schema) throws IOException {
    return postgres.query(
        "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = '"
            + schema
            + "'");
  }

  @Test
  void twoWhoComeFirstAtOnceBothSucceed() throws Exception {
    twoOpenAtOnce(PAIRS, "first", "");
    assertThat(tables("first7"))
        .isEqualTo("ringbench_documents ringbench_figures ringbench_store\n");
    assertThat(postgres.query("SELECT schema_version FROM first7.ringbench_store"))
        .isEqualTo("2\n");
  }

  @Test
  void twoWhoMigrateAtOnceBothSucceed() throws Exception {
    twoOpenAtOnce(MIGRATING_PAIRS, "older", VERSION_1);
    assertThat(tables("older7"))
        .isEqualTo("ringbench_documents ringbench_figures ringbench_store\n");
    try (RunStore store = RunStore.existing(in("older7"))) {
      assertThat(Trend.of(store, TrendFilter.EVERYTHING)).hasSize(1);
    }
    // The names of tables and indexes are free for another program.
    postgres.query(
        "SET search_path TO older7;"
            + " CREATE TABLE documents (id INT, CONSTRAINT documents_pkey PRIMARY KEY (id))");
  }

  @Test
  void anotherProgramsTablesStayAsTheyAre() throws Exception {
    postgres.query(
        "CREATE SCHEMA shared; CREATE TABLE shared.documents (id INT PRIMARY KEY, body TEXT);"
            + " CREATE TABLE shared.figures (id INT); INSERT INTO shared.documents VALUES (1,"
            + " 'x')");
    try (RunStore store = RunStore.open(in("shared"))) {
      assertThat(store.add(COUNTED, StoredRun.Given.NOTHING).isNew()).isTrue();
    }
    assertThat(postgres.query("SELECT * FROM shared.documents")).isEqualTo("1|x\n");
  }

  @Test
  void lookingMakesNoTablesAndNeedsNoPermissionToWrite() throws Exception {
    postgres.query("CREATE SCHEMA looked; CREATE SCHEMA old;" + VERSION_1.formatted("old"));
    assertThatThrownBy(() -> RunStore.existing(in("looked")))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("There is no store");
    assertThat(tables("looked")).isEqualTo("\n");
    postgres.query(
        "CREATE ROLE reader LOGIN PASSWORD 'reads'; GRANT USAGE ON SCHEMA old TO reader;"
            + " GRANT SELECT ON ALL TABLES IN SCHEMA old TO reader");
    String reader = in("old").replaceFirst("//[^@]*@", "//reader:reads@");
    try (RunStore store = RunStore.existing(reader)) {
      assertThat(Trend.of(store, TrendFilter.EVERYTHING)).hasSize(1);
    }
    assertThatThrownBy(() -> RunStore.open(reader))
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.MACHINE))
        .hasMessageContaining("This user may not write there")
        .hasMessageNotContaining("reads");
  }

  @Test
  void aWrongParameterOfTheUrlIsNamed() {
    assertThatThrownBy(() -> RunStore.open(postgres.url() + "?sslmode=perhaps"))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("sslmode")
        .hasMessageNotContaining(PrivatePostgres.password());
  }
}
