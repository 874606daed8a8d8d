// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.section;

/**
 * A column of a table.
 *
 * @param title with the unit where cells have none
 * @param brief what stands for the title where the table would be too wide, and is explained below
 *     it; null: nothing does
 * @param align to which side its cells are set
 * @param dropped when a medium is too narrow: 0 never, else the larger number first
 */
public record Column(String title, String brief, Align align, int dropped) {
  /** To which side a cell is set. */
  public enum Align {
    /** Names and sentences. */
    LEFT,
    /** Figures. */
    RIGHT
  }

  /** Names or words. */
  public static Column text(String title) {
    return new Column(title, null, Align.LEFT, 0);
  }

  /** Figures. */
  public static Column number(String title) {
    return new Column(title, null, Align.RIGHT, 0);
  }

  /** The same column, which a narrow medium can do without. */
  public Column droppedAs(int order) {
    return new Column(title, brief, align, order);
  }

  /** The same column with a brief title for a narrow medium. */
  public Column orBriefly(String shorter) {
    return new Column(title, shorter, align, dropped);
  }
}
