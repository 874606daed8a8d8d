// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import dev.ringbench.section.Column;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table that fits a terminal. What is too wide gets brief titles first; then it loses the columns
 * that it can do without, and says so; then its cells go on in further lines. No cell is cut.
 *
 * @param lines of at most the terminal's width
 * @param notes on what the lines leave out or abbreviate, a sentence each
 */
record TextTable(List<String> lines, List<String> notes) {
  private static final String INDENT = "  ";

  /** Around each cell. */
  private static final int PADDING = 2;

  /** Below this a cell says nothing. */
  private static final int NARROWEST = 4;

  /**
   * Where a cell may go on in another line: around spaces, behind a comma or slash that is not
   * inside a number, behind the hyphen of a word. Numbers keep their signs.
   */
  private static final Pattern BETWEEN_PIECES =
      Pattern.compile(
          "(?<=[^ ])(?=[ ])|(?<=[ ])(?=[^ ])|(?<=[,/])(?=[^ \\d])|(?<=\\p{L}-)(?=\\p{L})");

  static TextTable fitted(Table table, int width) {
    boolean grouped = table.groups().stream().anyMatch(group -> group.title() != null);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      kept.add(i);
    }
    boolean brief = false;
    if (total(table, kept, false, grouped) > width) {
      brief = table.columns().stream().anyMatch(column -> column.brief() != null);
    }
    List<String> dropped = new ArrayList<>();
    while (total(table, kept, brief, grouped) > width) {
      int least = leastNeeded(table, kept);
      if (least < 0) {
        break;
      }
      kept.remove((Integer) least);
      if (!table.columns().get(least).title().isEmpty()) {
        dropped.add(0, table.columns().get(least).title());
      }
    }
    return drawn(table, kept, brief, grouped, dropped, width);
  }

  /** Index of the column to drop; -1: all are needed. */
  private static int leastNeeded(Table table, List<Integer> kept) {
    int least = -1;
    for (int i : kept) {
      int order = table.columns().get(i).dropped();
      if (order > 0 && (least < 0 || order >= table.columns().get(least).dropped())) {
        least = i;
      }
    }
    return least;
  }

  private static String title(Column column, boolean brief) {
    return brief && column.brief() != null ? column.brief() : column.title();
  }

  /** Lines of cells: titles first, then groups with theirs. */
  private static List<List<String>> cells(
      Table table, List<Integer> kept, boolean brief, boolean grouped) {
    List<List<String>> all = new ArrayList<>();
    all.add(kept.stream().map(i -> title(table.columns().get(i), brief)).toList());
    for (Table.Group group : table.groups()) {
      if (grouped) {
        List<String> title = new ArrayList<>(Collections.nCopies(kept.size(), ""));
        title.set(0, group.title() == null ? "" : group.title());
        all.add(title);
      }
      for (List<String> row : group.rows()) {
        List<String> line = new ArrayList<>(kept.stream().map(row::get).toList());
        line.set(0, (grouped ? INDENT : "") + line.get(0));
        all.add(line);
      }
    }
    return all;
  }

  private static int[] widths(List<List<String>> cells) {
    int[] widths = new int[cells.get(0).size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    return widths;
  }

  private static int total(Table table, List<Integer> kept, boolean brief, boolean grouped) {
    return total(widths(cells(table, kept, brief, grouped)));
  }

  /** The padding at the end of a line is blank. */
  private static int total(int[] widths) {
    return Arrays.stream(widths).map(width -> width + PADDING).sum() - PADDING / 2;
  }

  private static TextTable drawn(
      Table table,
      List<Integer> kept,
      boolean brief,
      boolean grouped,
      List<String> dropped,
      int width) {
    List<List<String>> cells = cells(table, kept, brief, grouped);
    int[] widths = narrowed(cells, width);
    List<ColumnData<List<String>>> columns = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      int index = i;
      HorizontalAlign align =
          table.columns().get(kept.get(i)).align() == Column.Align.LEFT
              ? HorizontalAlign.LEFT
              : HorizontalAlign.RIGHT;
      columns.add(
          new com.github.freva.asciitable.Column()
              .header(broken(cells.get(0).get(i), widths[i]))
              .headerAlign(align)
              .dataAlign(align)
              .maxWidth(Math.max(NARROWEST, widths[i]) + PADDING)
              .with(line -> broken(line.get(index), widths[index])));
    }
    List<String> lines =
        AsciiTable.builder()
            .border(AsciiTable.NO_BORDERS)
            .data(cells.subList(1, cells.size()), columns)
            .asString()
            .lines()
            .map(String::stripTrailing)
            .toList();
    List<String> notes = new ArrayList<>();
    if (brief) {
      List<String> names = new ArrayList<>();
      for (int i : kept) {
        Column column = table.columns().get(i);
        if (column.brief() != null) {
          names.add(column.brief() + " " + column.title());
        }
      }
      notes.add(String.join(", ", names) + ".");
    }
    if (!dropped.isEmpty()) {
      notes.add("Left out at this width: " + String.join(", ", dropped) + ".");
    }
    return new TextTable(lines, notes);
  }

  /** Takes from the widest column until all fit, and from none more than a piece of its cells. */
  private static int[] narrowed(List<List<String>> cells, int width) {
    int[] widths = widths(cells);
    int[] pieces = new int[widths.length];
    for (List<String> line : cells) {
      for (int i = 0; i < pieces.length; i++) {
        for (String piece : pieces(line.get(i))) {
          pieces[i] = Math.max(pieces[i], piece.strip().length());
        }
      }
    }
    while (total(widths) > width) {
      int widest = widest(widths, pieces);
      if (widest < 0) {
        widest = widest(widths, new int[widths.length]);
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  /** -1: none can be narrower. */
  private static int widest(int[] widths, int[] least) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean can = widths[i] > Math.max(NARROWEST, least[i]);
      if (can && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private static List<String> pieces(String cell) {
    return List.of(BETWEEN_PIECES.split(cell));
  }

  /** The cell in lines of that width, each indented as its first. */
  private static String broken(String cell, int width) {
    if (cell.length() <= width) {
      return cell;
    }
    String text = cell.stripLeading();
    String indent = cell.substring(0, cell.length() - text.length());
    return indent
        + String.join("\n" + indent, lines(text, Math.max(NARROWEST, width - indent.length())));
  }

  private static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String piece : pieces(text)) {
      if (line.length() > 0 && line.length() + piece.stripTrailing().length() > width) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? piece.stripLeading() : piece);
      while (line.length() > width && !piece.isBlank()) {
        lines.add(line.substring(0, width));
        line.delete(0, width);
      }
    }
    if (line.length() > 0) {
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
