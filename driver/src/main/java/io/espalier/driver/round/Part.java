package io.espalier.driver.round;

import java.io.Serializable;

/** What a task gives back for one candidate and one shard. */
sealed interface Part extends Serializable permits CellResult, EvaluateTask.Scored {}
