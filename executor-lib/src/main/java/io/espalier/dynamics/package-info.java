/**
 * Must not train or touch data: how a mask changes while a network is trained, decided once for all
 * replicas.
 */
package io.espalier.dynamics;
