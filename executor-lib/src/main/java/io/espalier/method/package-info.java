/**
 * Must not know any method: how criteria, granularities, scopes, schedules and the options of
 * fine-tuning describe themselves, by name, paper, needs and options.
 */
package io.espalier.method;
