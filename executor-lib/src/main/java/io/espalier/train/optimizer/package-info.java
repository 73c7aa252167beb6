/** Never sees a mask: update rules over the values that survive. */
package io.espalier.train.optimizer;
