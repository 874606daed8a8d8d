// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

/** A question that has a section of its own in a report, with the figures of all documents. */
public enum Topic {
  /** Added latency of single operations. */
  COST("cost", "What does it cost?"),
  /** Rates and losses. */
  LOAD("load", "What is lost under load?"),
  /** Slow-down of whole programs. */
  PROGRAM("program", "What does a program feel?"),
  /** Added latency by the number of rules. */
  RULES("rules", "What do rules cost?"),
  /** Effects of injected faults. */
  DEFECT("defect", "What does a defect take down?"),
  /** One incident, replayed. */
  INCIDENT("incident", "How does the incident of 19 July 2024 go?");

  private final String id;
  private final String title;

  Topic(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** Of the section: letters only. */
  public String id() {
    return id;
  }

  /** Heading of the section. */
  public String title() {
    return title;
  }
}
