/**
 * Neither computes nor decides anything: it shows what a run folder holds, from that folder alone,
 * as one HTML file that needs no network.
 */
package io.espalier.driver.report;
