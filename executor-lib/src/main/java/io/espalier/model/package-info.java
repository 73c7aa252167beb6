/** Never computes: a network's operations and parameters, whoever trains it. */
package io.espalier.model;
