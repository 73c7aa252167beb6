/**
 * Never touches files and never prints: takes candidates through rounds of scoring, fine-tuning,
 * averaging and evaluation on Spark. Executors get what they need by broadcast and keep nothing but
 * cached shards; whatever is added up is added on the driver in shard order.
 */
package io.espalier.driver.round;
