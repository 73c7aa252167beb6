package io.espalier.chaos;

import java.util.List;

/**
 * What became of one run.
 *
 * @param problems what is not as it should be; empty: it recovered, or was refused, as designed
 * @param identical whether the results have the undisturbed run's bits
 * @param cellsRepeated cells that were computed beyond the undisturbed run's
 * @param secondsLost wall time beyond the undisturbed run's, at least 0
 */
record Trial(List<String> problems, boolean identical, long cellsRepeated, double secondsLost) {}
