// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a name in a document may do to the page that shows it: nothing. */
class MarkdownReportTest {
  private static final String IMAGE = "<img src=x onerror=alert(1)>";

  private static String markdown(String text) {
    return MarkdownReport.of(
        text,
        List.of(
            Section.of(
                text,
                Table.of(
                    List.of(Column.text("row"), Column.number(text)), List.of(List.of(text, "1"))),
                List.of(text))));
  }

  @Test
  void aTagInANameStaysText() {
    assertThat(markdown(IMAGE))
        .isEqualTo(
            """
            # &lt;img src=x onerror=alert(1)>

            ## &lt;img src=x onerror=alert(1)>

            | row | &lt;img src=x onerror=alert(1)> |
            | --- | ---: |
            | &lt;img src=x onerror=alert(1)> | 1 |

            - &lt;img src=x onerror=alert(1)>
            """);
  }

  @Test
  void anEndOfALineEndsNoCellAndNoSentence() {
    assertThat(markdown("a\n\n# b\r\n| c").lines())
        .containsExactly(
            "# a # b | c",
            "",
            "## a # b | c",
            "",
            "| row | a # b \\| c |",
            "| --- | ---: |",
            "| a # b \\| c | 1 |",
            "",
            "- a # b | c");
  }

  @Test
  void entitiesCommentsAndLinksStayTextToo() {
    assertThat(MarkdownText.line("&lt;b> <!-- x --> ![a](https://x.example/y)"))
        .isEqualTo("&amp;lt;b> &lt;!-- x --> ![a]&#40;https://x.example/y)");
    assertThat(MarkdownText.line("&lt;b> </td> <?x")).isEqualTo("&amp;lt;b> &lt;/td> &lt;?x");
  }

  @Test
  void whatBeginsNoMarkupIsNotTouched() {
    String plain = "p <0.001, a < b, A & B, R&D [+1, +2] (95 %) ~";
    assertThat(MarkdownText.cell(plain)).isEqualTo(plain);
  }
}
