package io.espalier.driver.spec;

import io.espalier.datasets.DataSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code data}. */
final class DataSection {
  private static final List<String> FORMATS =
      List.of(
          "digits", "idx", "cifar10", "csv", "libsvm", "parquet", "orc", "json", "table", "images");
  private static final List<String> NORMALIZATIONS =
      List.of("scale", "z-score-feature", "z-score-channel", "given", "none");
  private static final int DIGITS_TRAIN = 6000;
  private static final int DIGITS_TEST = 1000;

  private DataSection() {}

  static DataSpec read(Section s) {
    String name = s.choice("format", "digits", FORMATS);
    DataSpec.Format format = format(s, name);
    String folder =
        name.equals("idx") ? "data/mnist" : name.equals("cifar10") ? "data/cifar10" : "";
    String path = s.text("path", folder);
    String train = s.text("train", path);
    if (train.isEmpty() && !name.equals("digits")) {
      s.wrong("path", "is not given", "where the " + name + " data are");
    }
    Section split = s.section("split");
    Section shards = s.section("shards");
    DataSpec.ShardCounts d = DataSpec.ShardCounts.DEFAULTS;
    DataSpec spec =
        new DataSpec(
            format,
            train,
            given(s, "validation"),
            given(s, "test"),
            open(split, "validation"),
            open(split, "test"),
            new DataSpec.ShardCounts(
                shards.whole("train", d.train(), 1),
                shards.whole("validation", d.validation(), 1),
                shards.whole("test", d.test(), 1)),
            s.choice("normalize", "scale", NORMALIZATIONS),
            s.numbers("mean", List.of()),
            s.numbers("std", List.of()),
            s.texts("classes", List.of()),
            s.choice("onBadRecord", "fail", List.of("fail", "skip")));
    if (spec.validationShare() + spec.testShare() >= 1) {
      s.wrong("split", "leaves nothing to train on", "shares that sum to less than 1");
    }
    split.close();
    shards.close();
    s.close();
    return spec;
  }

  private static double open(Section split, String key) {
    return split.number(key, 0.1, v -> v > 0 && v < 1, "a share in (0, 1)");
  }

  private static Optional<String> given(Section s, String key) {
    String path = s.text(key, "");
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  private static DataSpec.Format format(Section s, String name) {
    return switch (name) {
      case "digits" -> {
        Section examples = s.section("examples");
        DataSpec.Digits digits =
            new DataSpec.Digits(
                examples.whole("train", DIGITS_TRAIN, 1),
                examples.whole("test", DIGITS_TEST, 0),
                s.anyLong("seed", 1));
        examples.close();
        yield digits;
      }
      case "idx" -> new DataSpec.Idx();
      case "cifar10" -> new DataSpec.Cifar10();
      case "csv" ->
          new DataSpec.Csv(
              s.flag("header", true),
              s.text("label", "label"),
              letter(s, "delimiter", ','),
              letter(s, "quote", '"'),
              s.wholes("shape", List.of()));
      case "libsvm" -> new DataSpec.Libsvm(s.whole("features", 0, 0));
      case "images" ->
          new DataSpec.Images(
              s.whole("height", 32, 1),
              s.whole("width", 32, 1),
              s.choice("channels", "rgb", List.of("rgb", "bgr", "gray")));
      default ->
          new DataSpec.Table(
              name,
              s.text("label", "label"),
              s.texts("features", List.of()),
              s.wholes("shape", List.of()));
    };
  }

  private static char letter(Section s, String key, char otherwise) {
    String text = s.text(key, String.valueOf(otherwise));
    if (text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1) {
      s.wrong(key, "is " + text, "one character");
      return otherwise;
    }
    return text.charAt(0);
  }

  static Map<String, Object> write(DataSpec d) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", write(d.format(), all));
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("format", all.remove("format"));
    ordered.putAll(all);
    ordered.put("train", d.train());
    d.validation().ifPresent(v -> ordered.put("validation", v));
    d.test().ifPresent(t -> ordered.put("test", t));
    ordered.put("split", map("validation", d.validationShare(), "test", d.testShare()));
    Map<String, Object> shards =
        map("train", d.shards().train(), "validation", d.shards().validation());
    shards.put("test", d.shards().test());
    ordered.put("shards", shards);
    ordered.put("normalize", d.normalize());
    ordered.put("mean", d.mean());
    ordered.put("std", d.std());
    ordered.put("classes", d.classes());
    ordered.put("onBadRecord", d.onBadRecord());
    return ordered;
  }

  /** Puts a format's own keys, and gives its name. */
  private static String write(DataSpec.Format format, Map<String, Object> into) {
    if (format instanceof DataSpec.Digits f) {
      into.put("examples", map("train", f.trainExamples(), "test", f.testExamples()));
      into.put("seed", f.seed());
      return "digits";
    }
    if (format instanceof DataSpec.Csv f) {
      into.put("header", f.header());
      into.put("label", f.label());
      into.put("delimiter", f.delimiter() == '\t' ? "\\t" : String.valueOf(f.delimiter()));
      into.put("quote", String.valueOf(f.quote()));
      into.put("shape", f.shape());
      return "csv";
    }
    if (format instanceof DataSpec.Libsvm f) {
      into.put("features", f.features());
      return "libsvm";
    }
    if (format instanceof DataSpec.Table f) {
      into.put("label", f.label());
      into.put("features", new ArrayList<>(f.features()));
      into.put("shape", f.shape());
      return f.reader();
    }
    if (format instanceof DataSpec.Images f) {
      into.put("height", f.height());
      into.put("width", f.width());
      into.put("channels", f.channels());
      return "images";
    }
    return format instanceof DataSpec.Idx ? "idx" : "cifar10";
  }

  private static Map<String, Object> map(String a, Object x, String b, Object y) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put(a, x);
    m.put(b, y);
    return m;
  }
}
