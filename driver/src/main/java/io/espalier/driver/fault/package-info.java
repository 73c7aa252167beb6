/**
 * Knows nothing of what it breaks: says at named points of a run what is to go wrong there. Without
 * a plan, which is how everyone but a test runs, nothing ever does.
 */
package io.espalier.driver.fault;
