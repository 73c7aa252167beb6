/**
 * Never looks at data, models or a cluster: a run's YAML as validated records, and the grid of
 * candidates that it spans.
 */
package io.espalier.driver.spec;
