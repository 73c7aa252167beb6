/**
 * Never computes: the command line, and the only place that prints. Whatever a command does is one
 * call of {@link io.espalier.driver.Espalier} or of a reader below it.
 */
package io.espalier.driver.cli;
