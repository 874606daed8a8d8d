// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference of documents is what their schemas say. */
class SchemaTablesTest {
  private static final Path SCHEMAS = Path.of("../results/schema");
  private static final Path PAGE = Path.of("../docs/documents.md");

  /** What follows it is generated; what is before it is written by hand. */
  private static final String MARK =
      "<!-- From here on SchemaTablesTest writes: see CONTRIBUTING.md. -->\n";

  @Test
  void everyPropertyOfEverySchemaHasADescription() throws IOException {
    assertThat(new SchemaTables(SCHEMAS).undescribed()).isEmpty();
  }

  @Test
  void thePageOfDocumentsIsWhatTheSchemasGive() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).contains(MARK);
    String written = page.substring(0, page.indexOf(MARK) + MARK.length());
    String wanted = written + new SchemaTables(SCHEMAS).markdown();
    if (Boolean.getBoolean("ringbench.write.docs")) {
      Files.writeString(PAGE, wanted);
    } else {
      assertThat(page.equals(wanted))
          .as("docs/documents.md is older than the schemas: write it again, see CONTRIBUTING.md")
          .isTrue();
    }
  }
}
