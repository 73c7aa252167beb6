package io.espalier.driver.spec;

import io.espalier.datasets.DataSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code data}. */
final class DataSection {
  private static final List<String> NORMALIZATIONS =
      List.of("scale", "z-score-feature", "z-score-channel", "given", "none");

  /** Where {@code datasets fetch} puts the originals. */
  private static final Map<String, String> FETCHED =
      Map.of("idx", "data/mnist", "cifar10", "data/cifar10");

  private DataSection() {}

  static DataSpec read(Section s) {
    DataSpec d = DataSpec.DEFAULTS;
    String name = s.choice("format", "digits", FormatSection.NAMES);
    DataSpec.Format format = FormatSection.read(s, name);
    String train = train(s, name);
    Section split = s.section("split");
    Section shards = s.section("shards");
    DataSpec spec =
        new DataSpec(
            format,
            train,
            given(s, "validation"),
            given(s, "test"),
            open(split, "validation", d.validationShare()),
            open(split, "test", d.testShare()),
            new DataSpec.ShardCounts(
                shards.whole("train", d.shards().train(), 1),
                shards.whole("validation", d.shards().validation(), 1),
                shards.whole("test", d.shards().test(), 1)),
            s.choice("normalize", d.normalize(), NORMALIZATIONS),
            s.numbers("mean", d.mean()),
            s.numbers("std", d.std()),
            s.texts("classes", d.classes()),
            s.choice("onBadRecord", d.onBadRecord(), List.of("fail", "skip")));
    if (name.equals("digits")) {
      for (String key : List.of("path", "train", "validation", "test")) {
        if (!s.text(key, "").isEmpty()) {
          s.wrong(key, "is given but digits are drawn, not read", "another data.format");
        }
      }
    }
    // Whether a folder brings its own test split, only its files tell.
    if (!FormatSection.folder(format)
        && spec.validation().isEmpty()
        && spec.test().isEmpty()
        && spec.validationShare() + spec.testShare() >= 1) {
      s.wrong("split", "leaves nothing to train on", "shares that sum to less than 1");
    }
    split.close();
    shards.close();
    s.close();
    return spec;
  }

  private static String train(Section s, String format) {
    String path = s.text("path", "");
    String train = s.text("train", "");
    if (!path.isEmpty() && !train.isEmpty()) {
      s.wrong("train", "stands beside data.path", "one of both");
    }
    String found = train.isEmpty() ? path : train;
    if (found.isEmpty() && !format.equals("digits") && !FETCHED.containsKey(format)) {
      s.wrong("path", "is not given", "where the " + format + " data are");
    }
    return found.isEmpty() ? FETCHED.getOrDefault(format, "") : found;
  }

  private static double open(Section split, String key, double otherwise) {
    return split.number(key, otherwise, v -> v > 0 && v < 1, "a share in (0, 1)");
  }

  private static Optional<String> given(Section s, String key) {
    String path = s.text(key, "");
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  static Map<String, Object> write(DataSpec d) {
    Map<String, Object> all = FormatSection.write(d.format());
    if (!d.train().isEmpty()) {
      all.put(FormatSection.folder(d.format()) ? "path" : "train", d.train());
    }
    d.validation().ifPresent(v -> all.put("validation", v));
    d.test().ifPresent(t -> all.put("test", t));
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("validation", d.validationShare());
    split.put("test", d.testShare());
    all.put("split", split);
    Map<String, Object> shards = new LinkedHashMap<>();
    shards.put("train", d.shards().train());
    shards.put("validation", d.shards().validation());
    shards.put("test", d.shards().test());
    all.put("shards", shards);
    all.put("normalize", d.normalize());
    all.put("mean", d.mean());
    all.put("std", d.std());
    all.put("classes", d.classes());
    all.put("onBadRecord", d.onBadRecord());
    return all;
  }
}
