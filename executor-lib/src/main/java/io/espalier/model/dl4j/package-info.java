/**
 * Never decides what is pruned: reads models of DL4J and Keras into {@link
 * io.espalier.model.Network}, lowers networks to DL4J, and writes them.
 */
package io.espalier.model.dl4j;
