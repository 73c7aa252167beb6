package io.espalier.model.dl4j;

import io.espalier.input.InputException;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * A first look at a configuration in JSON, a token at a time: DL4J makes objects of whatever
 * classes it names, and a parser that nests calls ends at some depth.
 */
final class ConfigurationLook {
  /** A network within a layer within a network; DL4J itself nests about ten deep. */
  private static final int MOST_LEVELS = 100;

  /** Keys whose text DL4J takes for a class to make. */
  private static final Set<String> CLASS_KEYS = Set.of("@class", "type");

  /** Where DL4J and ND4J keep what a configuration consists of: data, made of nothing else. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "org\\.(deeplearning4j\\.("
              + "nn\\.conf\\.(constraint|distribution|dropout|graph(\\.rnn)?|inputs|preprocessor"
              + "|stepfunctions|weightnoise|layers(\\.(convolutional|misc|objdetect|recurrent"
              + "|util|variational|wrapper))?)"
              + "|nn\\.weights(\\.embeddings)?|preprocessors)"
              + "|nd4j\\.linalg\\.(activations\\.impl|learning\\.(config|regularization)"
              + "|lossfunctions\\.impl|schedule))"
              + "\\.[A-Z][A-Za-z0-9]*(\\$[A-Z][A-Za-z0-9]*)?");

  private ConfigurationLook() {}

  /**
   * Looks at a configuration.
   *
   * @param where the file, for the message
   * @throws InputException if it is no JSON, nests too deep or names a class that is none of a
   *     configuration's
   */
  static void at(String where, String json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      int level = 0;
      boolean began = false;
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        began = true;
        level += t.isStructStart() ? 1 : t.isStructEnd() ? -1 : 0;
        if (level > MOST_LEVELS) {
          throw new InputException(
              where,
              "has a configuration that nests more than " + MOST_LEVELS + " deep",
              "a network's configuration as DL4J or Keras writes it");
        }
        if (t == JsonToken.VALUE_STRING && CLASS_KEYS.contains(key(parser))) {
          allow(where, parser.getText());
        }
      }
      if (!began) {
        throw new InputException(where, "has an empty configuration", "JSON");
      }
    } catch (IOException e) {
      throw new InputException(
          where, "has a configuration that is no JSON (" + ModelReader.reason(e) + ")", "JSON");
    }
  }

  private static String key(JsonParser parser) throws IOException {
    String name = parser.getCurrentName();
    return name == null ? "" : name;
  }

  private static void allow(String where, String name) {
    // "type" also says what a pooling takes, in one word.
    if (name.indexOf('.') >= 0 && !ALLOWED.matcher(name).matches()) {
      throw new InputException(
          where,
          "has a configuration that names the class "
              + (name.length() > 100 ? name.substring(0, 100) + "…" : name),
          "classes of DL4J's own layers, activations, losses and updaters alone");
    }
  }
}
