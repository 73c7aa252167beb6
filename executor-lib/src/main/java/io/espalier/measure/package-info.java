/** Never changes what it measures: parameters, multiply-adds, digests, and what a layer is. */
package io.espalier.measure;
