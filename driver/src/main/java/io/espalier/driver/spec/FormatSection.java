package io.espalier.driver.spec;

import io.espalier.datasets.DataSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The key {@code data.format} and the keys that only some formats have. */
final class FormatSection {
  static final List<String> NAMES =
      List.of(
          "digits", "idx", "cifar10", "csv", "libsvm", "parquet", "orc", "json", "table", "images",
          "staged");

  private FormatSection() {}

  static DataSpec.Format read(Section s, String name) {
    return switch (name) {
      case "digits" -> digits(s, DataSpec.Digits.DEFAULTS);
      case "idx" -> new DataSpec.Idx();
      case "cifar10" -> new DataSpec.Cifar10();
      case "csv" -> csv(s, DataSpec.Csv.DEFAULTS);
      case "libsvm" ->
          new DataSpec.Libsvm(s.whole("features", DataSpec.Libsvm.DEFAULTS.features(), 0));
      case "images" -> images(s, DataSpec.Images.DEFAULTS);
      case "staged" -> new DataSpec.Staged();
      default -> table(s, name, DataSpec.Table.DEFAULTS);
    };
  }

  private static DataSpec.Digits digits(Section s, DataSpec.Digits d) {
    Section examples = s.section("examples");
    DataSpec.Digits digits =
        new DataSpec.Digits(
            examples.whole("train", d.trainExamples(), 1),
            examples.whole("test", d.testExamples(), 0),
            s.anyLong("seed", d.seed()));
    examples.close();
    return digits;
  }

  private static DataSpec.Csv csv(Section s, DataSpec.Csv d) {
    return new DataSpec.Csv(
        s.flag("header", d.header()),
        s.text("label", d.label()),
        letter(s, "delimiter", d.delimiter()),
        letter(s, "quote", d.quote()),
        s.wholes("shape", d.shape()));
  }

  private static DataSpec.Images images(Section s, DataSpec.Images d) {
    return new DataSpec.Images(
        s.whole("height", d.height(), 1),
        s.whole("width", d.width(), 1),
        s.choice("channels", d.channels(), List.of("rgb", "bgr", "gray")));
  }

  private static DataSpec.Table table(Section s, String reader, DataSpec.Table d) {
    return new DataSpec.Table(
        reader,
        s.text("label", d.label()),
        s.texts("features", d.features()),
        s.wholes("shape", d.shape()));
  }

  private static char letter(Section s, String key, char otherwise) {
    String text = s.text(key, String.valueOf(otherwise));
    if (text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1) {
      s.wrong(key, "is " + text, "one character, or \\t");
      return otherwise;
    }
    return text.charAt(0);
  }

  static Map<String, Object> write(DataSpec.Format format) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", name(format));
    if (format instanceof DataSpec.Digits f) {
      Map<String, Object> examples = new LinkedHashMap<>();
      examples.put("train", f.trainExamples());
      examples.put("test", f.testExamples());
      all.put("examples", examples);
      all.put("seed", f.seed());
    } else if (format instanceof DataSpec.Csv f) {
      all.put("header", f.header());
      all.put("label", f.label());
      all.put("delimiter", f.delimiter() == '\t' ? "\\t" : String.valueOf(f.delimiter()));
      all.put("quote", String.valueOf(f.quote()));
      all.put("shape", f.shape());
    } else if (format instanceof DataSpec.Libsvm f) {
      all.put("features", f.features());
    } else if (format instanceof DataSpec.Table f) {
      all.put("label", f.label());
      all.put("features", f.features());
      all.put("shape", f.shape());
    } else if (format instanceof DataSpec.Images f) {
      all.put("height", f.height());
      all.put("width", f.width());
      all.put("channels", f.channels());
    }
    return all;
  }

  private static String name(DataSpec.Format format) {
    if (format instanceof DataSpec.Table table) {
      return table.reader();
    }
    return format.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Whether one folder holds all splits, so that {@code data.path} is what names it. */
  static boolean folder(DataSpec.Format format) {
    return format instanceof DataSpec.Idx
        || format instanceof DataSpec.Cifar10
        || format instanceof DataSpec.Staged;
  }
}
