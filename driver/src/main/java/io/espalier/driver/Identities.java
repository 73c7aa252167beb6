package io.espalier.driver;

import io.espalier.datasets.Dataset;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Baseline;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunIdentity;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.measure.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes a run the one that it is. */
final class Identities {
  private static final Logger LOG = LoggerFactory.getLogger(Identities.class);
  private static final String DATA = "data fingerprint";

  private Identities() {}

  /** All of it; where the data lie, and how Spark runs, is no part. */
  static RunIdentity of(RunFolder folder, Plan plan, Dataset data, Baseline baseline) {
    Map<String, String> facts = new LinkedHashMap<>(facts(data));
    facts.put(
        "configuration file",
        Digest.of(new String(folder.read("config.yaml"), StandardCharsets.UTF_8)));
    facts.put("plan", Digest.of(courses(plan)));
    facts.put("baseline", Digest.of(baseline.trained()));
    return new RunIdentity(facts);
  }

  /** A line a candidate; how waves divide them changes no result. */
  private static String courses(Plan plan) {
    return plan.candidates().stream().map(Identities::course).collect(Collectors.joining("\n"));
  }

  private static String course(CandidatePlan c) {
    return String.join(
        " ",
        c.spec().id(),
        Integer.toString(c.rounds()),
        Integer.toString(c.steps()),
        Integer.toString(c.averageEvery()),
        Long.toString(c.totalBatches()));
  }

  private static Map<String, String> facts(Dataset data) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(DATA, data.fingerprint());
    facts.put("training shards of", Arrays.toString(data.trainSizes()));
    facts.put("validation shards of", Arrays.toString(data.validationSizes()));
    facts.put("test shards of", Arrays.toString(data.testSizes()));
    return facts;
  }

  /**
   * Compares the data with those that {@code plan.json} was written for, as far as it says.
   *
   * @throws InputException if they are others
   */
  static void refuseOtherData(RunFolder folder, Dataset data) {
    Map<String, String> then = new LinkedHashMap<>();
    try {
      RunFolder.PlannedData planned = folder.plannedData();
      planned.fingerprint().ifPresent(f -> then.put(DATA, f));
      planned.shards().forEach((split, sizes) -> then.put(name(split), sizes.toString()));
    } catch (InputException e) {
      LOG.warn("{}; the checkpoints alone decide", e.getMessage());
      return;
    }
    Map<String, String> now = facts(data);
    now.keySet().retainAll(then.keySet());
    List<Problem> problems = new RunIdentity(then).differences(folder.path(), new RunIdentity(now));
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
  }

  private static String name(String split) {
    return (split.equals("train") ? "training" : split) + " shards of";
  }
}
