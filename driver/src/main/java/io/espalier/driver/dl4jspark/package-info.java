/**
 * Must not be used where identical bits are promised: dl4j-spark adds results in the order in which
 * tasks finish. The second way to train, for any network of DL4J: its own parameter averaging on
 * Spark, {@code training: dl4j-spark}.
 */
package io.espalier.driver.dl4jspark;
