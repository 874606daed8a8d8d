// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.fault.Architecture;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FaultSensor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The catalogue. */
@Command(
    name = "list",
    description =
        "Lists the faults, what each is predicted to do, and the sensors that can have it.")
final class FaultsListCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (Catalogue.Fault fault : Catalogue.load().faults()) {
      System.out.println(fault.id() + " " + fault.name() + ": " + fault.does());
      for (Architecture architecture : Architecture.values()) {
        Catalogue.Prediction prediction = fault.prediction(architecture);
        System.out.printf(
            "    %-20s %s%n",
            architecture.label(),
            prediction.notApplicable() != null
                ? "not applicable: " + prediction.notApplicable()
                : prediction.outcome() + "  " + prediction.text());
      }
    }
    System.out.println();
    System.out.println("Sensors with a faulty build:");
    for (FaultSensor sensor : FaultSensor.ALL) {
      System.out.printf(
          "    %-20s %s%n",
          sensor.id(), sensor.host() ? (sensor.guest() ? "host, guest" : "host") : "guest only");
    }
    return 0;
  }
}
