// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.files.PlainFile;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to a guest, and what is taken from a directory that a guest had. */
class SharedFilesTest {
  private static final int DEPTH = 4;
  private static final int FILES = 10;
  private static final long BYTES = 100;

  @TempDir Path directory;
  private Path secret;
  private Path share;

  @BeforeEach
  void made() throws Exception {
    secret = Files.writeString(directory.resolve("secret"), "secret");
    share = Files.createDirectories(directory.resolve("share/facts/proc"));
    Files.writeString(share.resolve("version"), "Linux");
    share = directory.resolve("share");
  }

  private void take() throws Exception {
    FileTree.copy(share, directory.resolve("taken"), DEPTH, FILES, BYTES);
  }

  @Test
  void filesAndDirectoriesAreTaken() throws Exception {
    take();
    assertThat(directory.resolve("taken/facts/proc/version")).hasContent("Linux");
    take();
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Files.createSymbolicLink(share.resolve("output"), secret);
    assertThatThrownBy(this::take)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is no regular file");
    assertThatThrownBy(() -> PlainFile.bytes(share.resolve("output"), 10))
        .hasMessageContaining("is no regular file");
    assertThatThrownBy(() -> Tail.of(share.resolve("output"), 10))
        .hasMessageContaining("is no regular file");
    assertThat(PlainFile.exists(share.resolve("output"))).isTrue();
  }

  @Test
  void aLinkInTheWayIsReplacedAndNotWrittenThrough() throws Exception {
    Files.createSymbolicLink(directory.resolve("one"), secret);
    try (OutputStream out = PlainFile.create(directory.resolve("one"))) {
      out.write(1);
    }
    assertThat(secret).hasContent("secret");
    assertThat(directory.resolve("one")).isRegularFile();
  }

  @Test
  void moreThanWasAgreedIsNotTaken() throws Exception {
    Path large = Files.write(share.resolve("large"), new byte[101]);
    assertThatThrownBy(this::take).hasMessageContaining("is larger than 100 bytes");
    assertThatThrownBy(() -> PlainFile.bytes(large, 100)).hasMessageContaining("is larger than");
    Files.delete(large);
    Files.createDirectories(share.resolve("a/b/c/d"));
    assertThatThrownBy(this::take).hasMessageContaining("too many directories");
    Files.delete(share.resolve("a/b/c/d"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(share.resolve("many" + i), "");
    }
    assertThatThrownBy(this::take).hasMessageContaining("too many");
  }

  @Test
  void anArchiveHasTheFormThatTheKernelUnpacks() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CpioArchive archive = new CpioArchive(bytes)) {
      archive.file("job/command", "true".getBytes(StandardCharsets.UTF_8));
      archive.link("host/bin", "usr/bin");
    }
    Path file = Files.write(directory.resolve("archive"), bytes.toByteArray());
    assertThat(bytes.size() % 4).isZero();
    Process listing =
        new ProcessBuilder("cpio", "-tv", "--quiet")
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(listing.waitFor()).as(said).isZero();
    assertThat(Arrays.stream(said.split("\n", -1)).filter(line -> !line.isEmpty()))
        .hasSize(4)
        .anyMatch(line -> line.startsWith("-rw-r--r--") && line.endsWith("job/command"))
        .anyMatch(line -> line.startsWith("l") && line.endsWith("host/bin -> usr/bin"));
  }

  @Test
  void aGuestSeesProgramsAndNothingThatIsAnybodys() {
    assertThat(HostFiles.ofThisMachine().directories())
        .contains(Path.of("/usr"))
        .doesNotContain(Path.of("/"), Path.of("/etc"), Path.of("/root"), Path.of("/home"))
        .noneMatch(path -> path.startsWith("/proc") || path.startsWith("/var"));
  }
}
