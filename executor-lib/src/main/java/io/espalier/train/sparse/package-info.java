/**
 * Never uses DL4J or ND4J: an engine that trains and runs pruned networks at the cost of what
 * survives. A network and its mask are compiled to a program of kernels over one array, the batch
 * innermost.
 */
package io.espalier.train.sparse;
