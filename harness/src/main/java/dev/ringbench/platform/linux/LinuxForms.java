// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.Forms;
import dev.ringbench.platform.SensorException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ringbench-sensor print} beside {@code ringbench-form}. */
final class LinuxForms implements Forms {
  private static final int LIST_SECONDS = 10;
  private static final int WATCH_SECONDS = 280;

  private final LinuxRunFiles files;

  LinuxForms(LinuxRunFiles files) {
    this.files = files;
  }

  private Path program() {
    return files.nativeDir().resolve("ringbench-form");
  }

  @Override
  public List<String> list() {
    NativeCommand.Output output = NativeCommand.run(LIST_SECONDS, program(), "list");
    if (output.exitCode() != 0) {
      throw RingbenchException.machine(
          program() + " list: " + output.describe() + ". Install Ringbench again.");
    }
    return output.standardOutput().lines().toList();
  }

  @Override
  public Watched watch(Ask ask) throws SensorException {
    try {
      Path dir =
          PrivateDirectory.create(
              Files.createDirectories(files.workDir().resolveSibling("forms")), "watch-");
      try {
        return watch(ask, dir);
      } finally {
        PrivateDirectory.delete(dir);
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot keep what forms do: " + e.getMessage() + ".", e);
    }
  }

  private Watched watch(Ask ask, Path dir) throws IOException, SensorException {
    Path events = dir.resolve("events");
    Path journal = dir.resolve("journal");
    String port = Integer.toString(freePort());
    Path place = place(dir);
    List<Object> words =
        new ArrayList<>(
            List.of(
                "print",
                ask.sensor(),
                ask.operation().nativeCode(),
                place,
                ask.run(),
                port,
                ask.refuse() ? "deny" : "allow",
                events,
                journal,
                program()));
    words.addAll(options(ask, place, dir, port));
    NativeCommand.Output output =
        NativeCommand.run(WATCH_SECONDS, files.sensorProgram(), words.toArray());
    JsonNode said = answer(output);
    if (!said.get("attached").asBoolean()) {
      return new Watched(
          said.get("reason").asString(),
          said.get("remedy").asString(),
          0,
          false,
          List.of(),
          List.of());
    }
    return new Watched(
        null,
        null,
        said.get("lost").asLong(),
        said.get("lost_unknown").asBoolean(),
        lines(events),
        lines(journal));
  }

  private List<String> options(Ask ask, Path place, Path dir, String port) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--directory",
                place.toString(),
                "--run",
                ask.run(),
                "--state",
                dir.resolve("state").toString(),
                "--operation",
                ask.operation().toString(),
                "--program",
                files.nativeDir().resolve("ringbench-true").toString(),
                "--port",
                port,
                "--tries",
                Integer.toString(ask.tries()),
                "--race-tries",
                Integer.toString(ask.raceTries()),
                "--forms",
                ask.forms().isEmpty() ? "all" : String.join(",", ask.forms())));
    if (ask.refuse()) {
      words.add("--denied");
    }
    return words;
  }

  @Override
  public Steps steps(Ask ask, Path directory, Path dir) {
    try {
      List<String> options = options(ask, directory, dir, Integer.toString(freePort()));
      return new Steps(
          command("prepare", options),
          command("run", options),
          command("verify", options),
          dir.resolve("journal"));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot find a free port: " + e.getMessage() + ".", e);
    }
  }

  private List<String> command(String which, List<String> options) {
    List<String> words = new ArrayList<>(List.of(program().toString(), which));
    words.addAll(options);
    return words;
  }

  private static JsonNode answer(NativeCommand.Output output) throws SensorException {
    String line = output.standardOutput().lines().reduce((first, last) -> last).orElse("");
    try {
      JsonNode said = JsonMapper.shared().readTree(line);
      if (said.has("attached")) {
        return said;
      }
    } catch (JacksonException e) {
      // What it says instead is told below.
    }
    throw new SensorException(
        "the sensor ended while the forms were done: " + output.describe(),
        "run again with --verbose");
  }

  /** Names are bytes, which no character set has to have. */
  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()
        : List.of();
  }

  @Override
  public Path place(Path dir) {
    // Whoever is not root has no mounts of their own, and no other user to be.
    if (!"root".equals(System.getProperty("user.name"))) {
      try {
        return Files.createDirectories(dir.resolve("forms"));
      } catch (IOException e) {
        throw RingbenchException.machine(
            "Cannot make a place for forms: " + e.getMessage() + ".", e);
      }
    }
    return PublicPlaces.choose(List.of(dir, files.nativeDir()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
