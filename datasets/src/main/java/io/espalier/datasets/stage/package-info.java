/** Must not read sources itself. Copies a loaded data set to a folder as shards. */
package io.espalier.datasets.stage;
