/**
 * Must not train, evaluate or read files: finds the Pareto front and the best candidate from
 * results alone.
 */
package io.espalier.driver.select;
