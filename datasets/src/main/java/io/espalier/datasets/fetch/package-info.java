/**
 * Must not print or know Spark. Downloads original data sets, checked and resumed, for a source to
 * read.
 */
package io.espalier.datasets.fetch;
