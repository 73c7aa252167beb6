package io.espalier.datasets;

import io.espalier.datasets.normalize.NormalizationFit;
import io.espalier.datasets.shard.Fingerprint;
import io.espalier.datasets.shard.ShardSummary;
import io.espalier.datasets.shard.Sharding;
import io.espalier.datasets.shard.Verified;
import io.espalier.datasets.source.Example;
import io.espalier.datasets.source.Loaded;
import io.espalier.datasets.source.Source;
import io.espalier.datasets.source.Source.Split;
import io.espalier.datasets.split.SplitRule;
import io.espalier.datasets.split.StratifiedSplit;
import io.espalier.input.InputException;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** One load: from a source to three cached splits. Used once. */
final class Ingest {
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkSession spark;
  private final JavaSparkContext sc;
  private final DataSpec spec;
  private final long seed;
  private final Source source;
  private final Map<Split, JavaRDD<Shard>> shards = new EnumMap<>(Split.class);
  private final Map<Split, List<ShardSummary>> summaries = new EnumMap<>(Split.class);

  Ingest(SparkSession spark, DataSpec spec, long seed, Source source) {
    this.spark = spark;
    this.sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.spec = spec;
    this.seed = seed;
    this.source = source;
  }

  Dataset run() {
    String before = sc.getLocalProperty(DESCRIPTION);
    try {
      return load();
    } catch (RuntimeException e) {
      shards.values().forEach(s -> s.unpersist(false));
      throw e;
    } finally {
      sc.setJobDescription(before);
    }
  }

  private Dataset load() {
    Loaded train = read(Split.TRAIN, spec.classes());
    Map<Split, Loaded> given = new EnumMap<>(Split.class);
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      if (source.has(spec, split, sc.hadoopConfiguration())) {
        given.put(split, agreeing(split, read(split, train.classes()), train));
      }
    }
    if (given.size() == 2) {
      build(Split.TRAIN, train.examples(), train);
    } else {
      cut(train, given);
    }
    given.forEach((split, loaded) -> build(split, loaded.examples(), train));
    return dataset(
        train, train.skipped() + given.values().stream().mapToLong(Loaded::skipped).sum());
  }

  private Loaded read(Split split, List<String> classes) {
    sc.setJobDescription("look at " + name(split) + " data");
    return source.load(spark, spec, split, classes);
  }

  private static Loaded agreeing(Split split, Loaded loaded, Loaded train) {
    if (!loaded.shape().equals(train.shape())) {
      throw new InputException(
          "data." + name(split), "has examples of " + loaded.shape(), "train's " + train.shape());
    }
    return loaded;
  }

  /** The source is read once: its examples are kept while the cut is found and the shards built. */
  private void cut(Loaded train, Map<Split, Loaded> given) {
    JavaRDD<Example> examples = train.examples().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      sc.setJobDescription("read training examples and find the split");
      SplitRule rule =
          new StratifiedSplit(
                  given.containsKey(Split.VALIDATION) ? 0 : spec.validationShare(),
                  given.containsKey(Split.TEST) ? 0 : spec.testShare())
              .cut(examples, train.classes().size(), seed);
      for (Split split : Split.values()) {
        if (!given.containsKey(split)) {
          build(split, examples.filter(rule.only(split)), train);
        }
      }
    } finally {
      examples.unpersist(false);
    }
  }

  private void build(Split split, JavaRDD<Example> examples, Loaded train) {
    sc.setJobDescription("build " + name(split) + " shards");
    JavaRDD<Shard> built =
        new Sharding(train.shape(), count(split), seed)
            .shards(examples)
            .persist(StorageLevel.MEMORY_AND_DISK());
    shards.put(split, built);
    List<ShardSummary> found = built.map(new ShardSummary.Summarize()).collect();
    summaries.put(split, found);
    String key = "data." + name(split);
    refuseUnusable(key, found, train.classes().size());
    // In memory it is the same shard, so that both are held at once for nothing.
    JavaRDD<Shard> verified =
        built
            .map(new Verified(key, found.stream().map(ShardSummary::sha256).toList()))
            .persist(StorageLevel.MEMORY_AND_DISK())
            .setName(name(split) + " shards");
    sc.setJobDescription("keep " + name(split) + " shards");
    verified.count();
    shards.put(split, verified);
    built.unpersist(false);
  }

  private static void refuseUnusable(String where, List<ShardSummary> found, int classes) {
    for (ShardSummary s : found) {
      if (s.lowestLabel() < 0 || s.highestLabel() >= classes) {
        int label = s.lowestLabel() < 0 ? s.lowestLabel() : s.highestLabel();
        throw new InputException(where, "has the label " + label, "0 to " + (classes - 1));
      }
      if (s.notFinite() > 0) {
        throw new InputException(
            where, "has " + s.notFinite() + " values that are NaN or infinite", "numbers");
      }
    }
    if (found.stream().allMatch(s -> s.size() == 0)) {
      throw new InputException(where, "has no examples", "at least one");
    }
  }

  private Dataset dataset(Loaded train, long skipped) {
    sc.setJobDescription("fit normalisation");
    boolean pixels = summaries.get(Split.TRAIN).stream().allMatch(ShardSummary::pixels);
    Normalization normalization =
        NormalizationFit.of(spec).fit(shards.get(Split.TRAIN), train.shape(), pixels);
    List<List<ShardSummary>> inOrder = new ArrayList<>();
    for (Split split : Split.values()) {
      inOrder.add(summaries.get(split));
    }
    return new Dataset(
        shards.get(Split.TRAIN),
        shards.get(Split.VALIDATION),
        shards.get(Split.TEST),
        sizes(Split.TRAIN),
        sizes(Split.VALIDATION),
        sizes(Split.TEST),
        train.shape(),
        train.classes(),
        train.channelOrder(),
        normalization,
        Fingerprint.of(inOrder, train.classes(), train.shape()),
        skipped);
  }

  private int[] sizes(Split split) {
    return summaries.get(split).stream().mapToInt(ShardSummary::size).toArray();
  }

  private int count(Split split) {
    return switch (split) {
      case TRAIN -> spec.shards().train();
      case VALIDATION -> spec.shards().validation();
      case TEST -> spec.shards().test();
    };
  }

  private static String name(Split split) {
    return switch (split) {
      case TRAIN -> "train";
      case VALIDATION -> "validation";
      case TEST -> "test";
    };
  }
}
