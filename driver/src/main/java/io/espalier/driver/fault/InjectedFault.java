package io.espalier.driver.fault;

/** A fault that a {@link FaultPlan} asked for. */
public final class InjectedFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  InjectedFault(String what) {
    super("injected fault: " + what);
  }
}
