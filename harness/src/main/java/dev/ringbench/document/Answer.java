// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import java.util.List;

/**
 * A sentence that answers a question of a report's first screen, with its figures.
 *
 * @param rank among the sentences of the question: 1 is said first
 * @param worth of the document that it comes from, compared part by part, larger is better: of
 *     several documents of a kind the one that is worth most speaks
 * @param sentence complete, without the name of the document
 */
public record Answer(Question question, int rank, List<Long> worth, String sentence) {
  /** Defensive copy. */
  public Answer {
    worth = List.copyOf(worth);
  }

  /** A question that is open, and the sentence that says so and how to answer it. */
  public record Missing(Question question, String sentence) {}

  /** What a reader wants to know first, in this order. */
  public enum Question {
    /** What it costs. */
    COST(2),
    /** What is lost under load. */
    LOAD(1),
    /** What a defect takes down. */
    DEFECT(1),
    /** What sensors see, and what goes past them. */
    SIGHT(1),
    /** What changes with the kernel. */
    KERNELS(1),
    /** What others published, and whether it holds here. */
    CLAIM(1),
    /** What blinds sensors, and whether they tell. */
    ATTACK(3),
    /** Where moving out of the kernel is the worse choice. */
    COUNTEREXAMPLE(1);

    private final int most;

    Question(int most) {
      this.most = most;
    }

    /** How many sentences it has before other questions have theirs. */
    public int most() {
      return most;
    }
  }
}
