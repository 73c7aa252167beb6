/**
 * Knows nothing of what the product does inside: starts it as a user does, breaks what it runs on,
 * and holds its run folder against an undisturbed run's. Only {@link io.espalier.chaos.Main}
 * prints.
 */
package io.espalier.chaos;
