// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.figure.Metric;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills, full disks, lost halves and processes side by side: a history is whole or says so. */
class StoreFaultsTest {
  private static final Path COUNTED =
      Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json");
  private static final int PAIRS = 50;

  @TempDir Path directory;

  private String store() {
    return directory.resolve("store").toString();
  }

  private static RunStore.Added add(RunStore store) {
    return store.add(COUNTED, StoredRun.Given.NOTHING);
  }

  /** Fails at the n-th sync, as a kill there would, and notes what was synced. */
  private static final class FailingAt implements DocumentFiles.Syncing {
    private final int failing;
    private final List<String> synced = new ArrayList<>();

    FailingAt(int failing) {
      this.failing = failing;
    }

    @Override
    public void sync(Path path) throws IOException {
      DocumentFiles.Syncing.TO_DISK.sync(path);
      synced.add(path.getFileName().toString().replaceFirst("^[0-9a-f]{64}", "SHA"));
      if (synced.size() == failing) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void whateverStepIsTheLastTheStoreWorksAndAddingAgainFinishes() {
    int steps = 4;
    for (int step = 1; step <= steps; step++) {
      String store = directory.resolve("store-" + step).toString();
      try (RunStore failing = RunStore.open(store, new FailingAt(step))) {
        assertThatThrownBy(() -> add(failing))
            .hasMessageContaining("No space left on device")
            .isInstanceOfSatisfying(
                RingbenchException.class,
                e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.MACHINE));
        assertThat(failing.size()).as("step %d", step).isZero();
        int kept = step == steps ? 1 : 0;
        assertThat(failing.halves()).isEqualTo(new RunStore.Halves(kept, 0));
      }
      try (RunStore again = RunStore.open(store)) {
        assertThat(add(again).isNew()).isTrue();
        assertThat(again.halves()).isEqualTo(new RunStore.Halves(0, 0));
      }
    }
  }

  @Test
  void contentIsOnTheDiskBeforeItsNameAndItsNameBeforeItsRow() {
    FailingAt never = new FailingAt(0);
    try (RunStore store = RunStore.open(store(), never)) {
      add(store);
    }
    assertThat(never.synced)
        .hasSize(4)
        .satisfies(
            synced -> {
              assertThat(synced.get(0)).isEqualTo("store");
              assertThat(synced.get(1)).startsWith("SHA.added").endsWith(".writing");
              assertThat(synced.get(2)).startsWith("SHA.json").endsWith(".writing");
              assertThat(synced.get(3)).isEqualTo("documents");
            });
  }

  @Test
  void aLostIndexIsNeverMadeAnewWithoutAWord() throws Exception {
    try (RunStore store = RunStore.open(store())) {
      add(store);
    }
    Path index = directory.resolve("store/index.db");
    for (boolean empty : List.of(false, true)) {
      Files.delete(index);
      if (empty) {
        Files.createFile(index);
      }
      for (Runnable opening :
          List.<Runnable>of(() -> RunStore.open(store()), () -> RunStore.existing(store()))) {
        assertThatThrownBy(opening::run)
            .hasMessageContaining("has lost its index, and has 1 documents")
            .hasMessageContaining("`ringbench trend rebuild --store " + store() + "`");
      }
      assertThat(StoreRebuild.of(store()).documents()).isEqualTo(1);
      RunStore.existing(store()).close();
    }
  }

  @Test
  void halvesOfDocumentsAreCounted() throws Exception {
    try (RunStore store = RunStore.open(store())) {
      add(store);
      Path documents = directory.resolve("store/documents");
      Files.writeString(documents.resolve("a".repeat(64) + ".json"), "{}");
      Files.writeString(documents.resolve("b".repeat(64) + ".json"), "{}");
      assertThat(store.halves()).isEqualTo(new RunStore.Halves(2, 0));
      try (Stream<Path> files = Files.list(documents)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      assertThat(store.halves()).isEqualTo(new RunStore.Halves(0, 1));
    }
  }

  /** As many threads as there are bodies, which begin together, again and again. */
  private static void together(int times, List<Body> bodies) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(bodies.size());
    try {
      for (int time = 0; time < times; time++) {
        int now = time;
        CyclicBarrier start = new CyclicBarrier(bodies.size());
        List<Future<?>> running = new ArrayList<>();
        for (Body body : bodies) {
          running.add(
              threads.submit(
                  () -> {
                    start.await();
                    body.run(now);
                    return null;
                  }));
        }
        for (Future<?> one : running) {
          one.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Body {
    void run(int time) throws Exception;
  }

  @Test
  void twoWhoComeFirstAtOnceBothSucceed() throws Exception {
    Body first = pair -> RunStore.open(directory.resolve("pair-" + pair).toString()).close();
    together(PAIRS, List.of(first, first));
  }

  @Test
  void addingShowingAndRebuildingGoOnTogether() throws Exception {
    try (RunStore store = RunStore.open(store())) {
      add(store);
    }
    String text = Files.readString(COUNTED);
    Body adding =
        time -> {
          Path file = Files.createTempFile(directory, "run", ".json");
          Files.writeString(file, text + " ".repeat(time + 1));
          try (RunStore store = RunStore.open(store())) {
            store.add(file, StoredRun.Given.NOTHING);
          }
        };
    Body showing =
        time -> {
          try (RunStore store = RunStore.existing(store())) {
            assertThat(Trend.of(store, TrendFilter.EVERYTHING)).isNotEmpty();
          }
        };
    together(3, List.of(adding, showing, time -> StoreRebuild.of(store())));
    try (RunStore store = RunStore.existing(store())) {
      assertThat(store.size()).isEqualTo(4);
      assertThat(store.halves()).isEqualTo(new RunStore.Halves(0, 0));
    }
  }

  @Test
  void nothingIsWrittenThroughALinkInAStore() throws Exception {
    Path target = directory.resolve("target");
    for (String part : List.of("index.db", "documents")) {
      Path store = Files.createDirectories(directory.resolve("with-" + part));
      Files.createSymbolicLink(store.resolve(part), target);
      for (Runnable writing :
          List.<Runnable>of(
              () -> RunStore.open(store.toString()), () -> StoreRebuild.of(store.toString()))) {
        assertThatThrownBy(writing::run).isInstanceOf(RingbenchException.class);
      }
      assertThat(target).doesNotExist();
    }
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    RunStore.open(link.resolve("store").toString()).close();
  }

  @Test
  void aStoreOfANewerRingbenchIsNotRebuilt() throws Exception {
    try (SampleStore store = new SampleStore(directory.resolve("store"))) {
      store.values(Metric.ADDED_P50, 1);
      store.execute("UPDATE ringbench_store SET schema_version = 9");
    }
    assertThatThrownBy(() -> StoreRebuild.of(store())).hasMessageContaining("schema version 9");
    assertThatThrownBy(() -> RunStore.existing(store())).hasMessageContaining("schema version 9");
  }

  @Test
  void lookingWritesNothing() throws Exception {
    try (SampleStore store = new SampleStore(directory.resolve("store"))) {
      store.values(Metric.ADDED_P50, 1);
    }
    Path index = directory.resolve("store/index.db");
    byte[] before = Files.readAllBytes(index);
    Files.setPosixFilePermissions(index, PosixFilePermissions.fromString("r--r--r--"));
    try (RunStore store = RunStore.existing(store())) {
      assertThat(Trend.of(store, TrendFilter.EVERYTHING)).hasSize(1);
    }
    assertThat(Files.readAllBytes(index)).isEqualTo(before);
  }

  @Test
  void anyNameOfADirectoryIsThatDirectory() throws Exception {
    for (String name : List.of("a?mode=ro", "a%3Fb", "a#b", "a b", "a;b=c", "grün")) {
      Path store = directory.resolve(name);
      RunStore.open(store.toString()).close();
      assertThat(store.resolve("index.db")).as(name).isRegularFile();
      RunStore.existing(store.toString()).close();
    }
  }
}
