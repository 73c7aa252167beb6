package io.espalier.driver.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.espalier.method.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A method's options as a JSON object: whole numbers without a point, all others with one. */
final class OptionsJson {
  private OptionsJson() {}

  /** Writes them. */
  static final class Out extends StdSerializer<Options> {
    private static final long serialVersionUID = 1;

    Out() {
      super(Options.class);
    }

    @Override
    public void serialize(Options options, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(options.all(), out);
    }
  }

  /** Reads them. */
  static final class In extends StdDeserializer<Options> {
    private static final long serialVersionUID = 1;

    In() {
      super(Options.class);
    }

    @Override
    public Options deserialize(JsonParser in, DeserializationContext context) throws IOException {
      Map<String, Object> values = new TreeMap<>();
      JsonNode object = in.readValueAsTree();
      object.fields().forEachRemaining(f -> values.put(f.getKey(), value(f.getValue())));
      return Options.written(values);
    }

    private static Object value(JsonNode node) {
      if (node.isArray()) {
        List<Double> numbers = new ArrayList<>();
        node.forEach(n -> numbers.add(n.doubleValue()));
        return List.copyOf(numbers);
      }
      if (node.isBoolean()) {
        return node.booleanValue();
      }
      if (node.isIntegralNumber()) {
        return node.longValue();
      }
      return node.isNumber() ? node.doubleValue() : node.textValue();
    }
  }
}
