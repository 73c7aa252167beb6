/**
 * Must not decide what is pruned or how much: gives importance scores, one class a published
 * method.
 */
package io.espalier.criterion;
