/**
 * Never prints: the programmable face of Espalier, {@link io.espalier.driver.Espalier}, and the
 * flow of one run behind it.
 */
package io.espalier.driver;
