/**
 * Never runs a job: what a planned sweep asks of a cluster, in bytes and seconds, worked out from
 * its plan.
 */
package io.espalier.driver.sizing;
