// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing with an apt-get of the test's own. */
final class DebianPackagesTest {
  private static final List<String> PACKAGES = List.of("fatrace", "auditd");

  @TempDir private Path root;
  private final List<String> promised = new ArrayList<>();

  @BeforeEach
  void directories() throws IOException {
    Files.createDirectories(root.resolve("usr/bin"));
    Files.createDirectories(root.resolve("usr/sbin"));
  }

  /** {@code exit}: what an installation ends with. */
  private void apt(int exit) throws IOException {
    Path apt = root.resolve("usr/bin/apt-get");
    Files.writeString(
        apt,
        """
        #!/bin/sh
        echo "$DEBIAN_FRONTEND $*" >>%1$s/calls
        test -x %1$s/usr/sbin/policy-rc.d && %1$s/usr/sbin/policy-rc.d auditd start
        echo "policy $?" >>%1$s/calls
        test "$1" = update || exit %2$d
        """
            .formatted(root, exit));
    Files.setPosixFilePermissions(apt, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private DebianPackages packages(boolean isRoot) {
    return new DebianPackages(
        root,
        isRoot,
        commands -> {
          promised.add(commands.toString());
          return () -> promised.add("done");
        });
  }

  private String calls() throws IOException {
    return Files.readString(root.resolve("calls"));
  }

  @Test
  void noServiceMayStartMeanwhileAndThePolicyIsGoneAfterwards() throws IOException {
    apt(0);
    packages(true).install(PACKAGES);
    assertThat(calls().lines())
        .containsExactly(
            "noninteractive install --yes --quiet --no-install-recommends -- fatrace auditd",
            "policy 101");
    Path policy = root.resolve("usr/sbin/policy-rc.d");
    assertThat(policy).doesNotExist();
    assertThat(promised).containsExactly("[[rm, -f, " + policy + "]]", "done");
  }

  @Test
  void somebodysOwnPolicyStays() throws IOException {
    apt(0);
    Path policy = Files.writeString(root.resolve("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 0\n");
    packages(true).install(PACKAGES);
    assertThat(policy).hasContent("#!/bin/sh\nexit 0\n");
    assertThat(promised).isEmpty();
  }

  @Test
  void oldListsAreReadAnewBeforeItIsGivenUp() throws IOException {
    apt(100);
    assertThatThrownBy(() -> packages(true).install(PACKAGES))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("apt-get install --no-install-recommends fatrace auditd");
    assertThat(calls().lines().filter(line -> line.startsWith("noninteractive")))
        .hasSize(3)
        .element(1)
        .isEqualTo("noninteractive update --quiet");
    assertThat(root.resolve("usr/sbin/policy-rc.d")).doesNotExist();
  }

  @Test
  void whoIsNotRootGetsTheLineToType() throws IOException {
    apt(0);
    assertThatThrownBy(() -> packages(false).install(PACKAGES))
        .hasMessageContaining("As root, type: apt-get install --no-install-recommends fatrace");
    assertThat(root.resolve("calls")).doesNotExist();
  }

  @Test
  void aSystemWithoutAptIsToldTheNames() {
    assertThatThrownBy(() -> packages(true).install(PACKAGES))
        .hasMessageContaining("there is no apt-get here")
        .hasMessageContaining("fatrace, auditd");
  }
}
