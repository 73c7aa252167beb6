package io.espalier.driver.run;

/** Another driver has taken a run folder over: this one must write nothing more. */
public final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LeaseLostException(String folder, String who) {
    super(folder + " was taken over by " + who + ": this driver stops");
  }
}
