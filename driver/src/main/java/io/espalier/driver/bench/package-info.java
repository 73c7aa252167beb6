/** Never measures anything but ratios of two things: what the benchmarks report. */
package io.espalier.driver.bench;
