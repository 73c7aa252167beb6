/** Never starts work: all that can be known of a sweep before its first job. */
package io.espalier.driver.plan;
