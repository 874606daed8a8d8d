// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository of a stranger can name programs that git runs: ours alone is asked. */
class SourceHistoryTest {
  @TempDir Path checkout;
  private Path ran;

  @BeforeEach
  void aCheckoutWhoseConfigurationNamesAProgram() throws Exception {
    git("init", "--quiet");
    Files.writeString(checkout.resolve("file"), "first");
    git("add", "file");
    git("commit", "--quiet", "--message", "first");
    ran = checkout.resolve("ran");
    Path program = checkout.resolve("program");
    Files.writeString(program, "#!/bin/sh\ntouch " + ran + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    git("config", "core.fsmonitor", program.toString());
    git("config", "log.showSignature", "true");
    git("config", "gpg.program", program.toString());
    git("config", "diff.external", program.toString());
    Files.deleteIfExists(ran);
  }

  private String git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git", "-C", checkout.toString(), "-c", "user.name=a", "-c", "user.email=a@b.c"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output.strip();
  }

  @Test
  void ourOwnCheckoutIsReadAndRunsNoProgramOfItsConfiguration() throws Exception {
    String commit = git("-c", "core.fsmonitor=false", "rev-parse", "HEAD");
    SourceHistory history = SourceHistory.of(checkout).orElseThrow();
    assertThat(history.made(commit.substring(0, 10))).isPresent();
    assertThat(history.made("0123456789")).isEmpty();
    assertThat(history.fileAt(commit, "file")).hasValue("first");
    assertThat(history.isSame(commit, commit, "file")).isTrue();
    assertThat(ran).doesNotExist();
  }

  @Test
  void theCheckoutOfAnotherUserIsNotAsked() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
    Files.setOwner(
        checkout.resolve(".git"),
        checkout.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThat(SourceHistory.of(checkout)).isEmpty();
    assertThat(ran).doesNotExist();
  }

  @Test
  void whatIsNoCheckoutHasNoHistory() {
    assertThat(SourceHistory.of(checkout.resolve("nowhere"))).isEmpty();
  }
}
