/** Must not touch networks or masks: how sparse a candidate is to be at each of its steps. */
package io.espalier.schedule;
