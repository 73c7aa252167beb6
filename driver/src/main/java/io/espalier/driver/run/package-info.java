/**
 * Computes no result: it writes run folders and reads them back. Alone in this module it touches
 * Hadoop's FileSystem, and every file that it writes appears whole or not at all.
 */
package io.espalier.driver.run;
