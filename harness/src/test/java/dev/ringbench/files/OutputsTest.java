// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  private static final AtomicFile.Content NEW = AtomicFile.Content.of("new");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void oneFile() throws Exception {
    file = Files.writeString(directory.resolve("file"), "old");
  }

  private static OutputFile allowed(boolean force, Path path, Path... inputs) {
    return Outputs.of(force).reading(List.of(inputs)).file("--out", path);
  }

  private void assertRefused(String why, boolean force, Path path, Path... inputs)
      throws Exception {
    assertThatThrownBy(() -> allowed(force, path, inputs))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("--out " + path)
        .hasMessageContaining(why)
        .extracting(e -> ((RingbenchException) e).kind())
        .isEqualTo(RingbenchException.Kind.BAD_INPUT);
    assertThat(file).content().isEqualTo("old");
    assertNothingElse();
  }

  private void assertNothingElse() throws Exception {
    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries.map(Path::toString)).noneMatch(name -> name.endsWith(".writing"));
    }
  }

  @Test
  void aNewFileIsWritten() throws Exception {
    allowed(false, directory.resolve("new")).write(NEW);
    assertThat(directory.resolve("new")).content().isEqualTo("new");
    assertNothingElse();
  }

  @Test
  void whatExistsIsReplacedByForceAloneAndKeepsItsPermissions() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertRefused("--force", false, file);
    allowed(true, file).write(NEW);
    assertThat(file).content().isEqualTo("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void whatIsReadIsNeverOverwrittenByWhateverName() throws Exception {
    Path hard = Files.createLink(directory.resolve("hard"), file);
    Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic"), Path.of("file"));
    Path elsewhere = Files.createSymbolicLink(directory.resolve("elsewhere"), directory);
    Path roundabout = directory.resolve("elsewhere/../" + directory.getFileName() + "/./file");
    for (Path name : List.of(file, hard, symbolic, elsewhere.resolve("file"), roundabout)) {
      assertRefused("reads that very file", true, name, file);
      assertRefused("reads that very file", true, file, name);
    }
  }

  @Test
  void documentsOfADirectoryThatIsReadAreRead() throws Exception {
    Path campaign = Files.createDirectory(directory.resolve("campaign"));
    Path document = Files.writeString(campaign.resolve("faults.json"), "{}");
    assertRefused("reads that very file", true, document, campaign);
    Path page = Files.writeString(campaign.resolve("page.html"), "old");
    allowed(true, page, campaign).write(NEW);
    assertThat(page).content().isEqualTo("new");
  }

  @Test
  void twoOutputsAreTwoFiles() throws Exception {
    Outputs outputs = Outputs.of(true);
    outputs.file("--junit", file);
    Path hard = Files.createLink(directory.resolve("hard"), file);
    Path fresh = directory.resolve("fresh");
    outputs.file("--junit", fresh);
    for (Path again : List.of(file, hard, fresh, directory.resolve("./fresh"))) {
      assertThatThrownBy(() -> outputs.file("--summary", again))
          .isInstanceOf(RingbenchException.class)
          .hasMessageContaining("Name two files");
    }
    outputs.file("--one", Path.of("/dev/null"));
    outputs.file("--other", Path.of("/dev/null"));
  }

  @Test
  void aSymbolicLinkIsWrittenThroughAndStays() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
    assertRefused("--force", false, link);
    allowed(true, link).write(NEW);
    assertThat(link).isSymbolicLink();
    assertThat(file).content().isEqualTo("new");
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("later"));
    allowed(false, dangling).write(NEW);
    assertThat(dangling).isSymbolicLink();
    assertThat(directory.resolve("later")).content().isEqualTo("new");
    Path circle = Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
    assertThatThrownBy(() -> allowed(true, circle)).hasMessageContaining("in a circle");
  }

  @Test
  void aDeviceIsWrittenToAndStaysOne() throws Exception {
    OutputFile device = allowed(false, Path.of("/dev/null"));
    assertThat(device.isStream()).isTrue();
    device.write(NEW);
    assertThat(Files.readAttributes(Path.of("/dev/null"), "isOther"))
        .containsEntry("isOther", true);
    assertThatThrownBy(() -> allowed(false, Path.of("/dev/full")).write(NEW))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("Cannot write --out /dev/full")
        .hasMessageContaining("No space left");
  }

  @Test
  void whoReadsANamedPipeGetsTheDocument() throws Exception {
    Path pipe = pipe(directory.resolve("pipe"));
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    SafeDocument document = new SafeDocument(allowed(false, pipe), complaint -> {});
    document.saveSoFar(AtomicFile.Content.of("a part"));
    document.save(NEW);
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("new");
    assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
  }

  private static Path pipe(Path pipe) throws Exception {
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    return pipe;
  }

  @Test
  void anOpenDescriptorIsAppendedToAndNeverReplaced() throws Exception {
    String script = "exec 3>>'" + file + "'; exec sleep 60";
    Process shell = new ProcessBuilder("sh", "-c", script).start();
    try {
      Path descriptor = Path.of("/proc/" + shell.pid() + "/fd/3");
      // What starts a process has a descriptor of that number, too, until the shell has its own.
      for (int i = 0; i < 500 && !leadsTo(descriptor, file); i++) {
        Thread.sleep(10);
      }
      allowed(false, descriptor).write(NEW);
      assertThat(file).content().isEqualTo("oldnew");
    } finally {
      shell.destroyForcibly();
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) throws Exception {
    try {
      return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Test
  void directoriesAndPlacesThatAreNoneAreRefused() throws Exception {
    assertRefused("cannot write there", true, directory);
    assertRefused("cannot write there", true, directory.resolve("."));
    assertRefused("cannot write there", true, directory.resolve(".."));
    assertRefused("cannot write there", true, Path.of("/"));
    assertRefused("cannot write there", true, directory.resolve("no/such"));
    assertRefused("cannot write there", true, file.resolve("below"));
  }

  @Test
  void linksAndPipesThatAnotherUserPlantedWhereAllMayWriteAreRefused() throws Exception {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    new ProcessBuilder("chmod", "1777", shared.toString()).start().waitFor();
    Path link = Files.createSymbolicLink(shared.resolve("r.json"), file);
    Path pipe = pipe(shared.resolve("pipe"));
    giveToNobody(link, pipe);
    assertRefused("put into a directory where everybody may write", true, link);
    assertRefused("put into a directory where everybody may write", true, pipe);
  }

  static void giveToNobody(Path... files) throws Exception {
    assumeTrue(FileKind.ownUid() == 0, "giving files away needs root");
    for (Path planted : files) {
      Files.setAttribute(planted, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
    }
  }

  @Test
  void aFailedWriteLeavesWhatWas() throws Exception {
    assertThatThrownBy(
            () ->
                allowed(true, file)
                    .write(
                        out -> {
                          out.write(new byte[1 << 17]);
                          throw new IOException("No space left on device");
                        }))
        .isInstanceOf(RingbenchException.class);
    assertThat(file).content().isEqualTo("old");
    assertNothingElse();
  }

  @Test
  void theNameOfWhatIsBeingWrittenCannotBePlanted() throws Exception {
    Path planted = directory.resolve("result.json.writing");
    Files.createSymbolicLink(planted, file);
    allowed(false, directory.resolve("result.json")).write(NEW);
    assertThat(file).content().isEqualTo("old");
    assertThat(planted).isSymbolicLink();
    Path inOwn = Files.createSymbolicLink(directory.resolve("classes.json"), file);
    OutputFile.inOwn(directory, "classes.json").write(NEW);
    assertThat(file).content().isEqualTo("old");
    assertThat(inOwn).isRegularFile().content(StandardCharsets.UTF_8).isEqualTo("new");
  }
}
