package io.espalier.driver;

import io.espalier.datasets.Dataset;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.model.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan as {@code plan.json} states it. */
final class PlanFile {
  private PlanFile() {}

  static Map<String, Object> of(Plan plan, Network network, Dataset data) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", network.name());
    json.put("parameters", network.size());
    json.put("dataFingerprint", data.fingerprint());
    json.put("classes", data.classes());
    Map<String, Object> shards = new LinkedHashMap<>();
    shards.put("train", data.trainSizes());
    shards.put("validation", data.validationSizes());
    shards.put("test", data.testSizes());
    json.put("shards", shards);
    json.put("rounds", plan.rounds());
    json.put("cells", plan.cells());
    json.put("estimatedBytes", plan.estimatedBytes(network));
    json.put("recalibrationJobs", plan.batchNorms());
    List<Object> waves = new ArrayList<>();
    for (List<CandidatePlan> wave : plan.waves()) {
      List<Object> candidates = new ArrayList<>();
      for (CandidatePlan c : wave) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", c.spec().id());
        one.put("rounds", c.rounds());
        one.put("steps", c.steps());
        one.put("batchesPerCell", c.averageEvery());
        one.put("totalBatches", c.totalBatches());
        candidates.add(one);
      }
      waves.add(candidates);
    }
    json.put("waves", waves);
    return json;
  }
}
