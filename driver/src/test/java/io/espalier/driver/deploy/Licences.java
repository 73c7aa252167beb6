package io.espalier.driver.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which licences a library may have that Espalier is built on or ships: such as let a jar under
 * Apache-2.0 carry it unchanged, with its notice. A library of several licences offers a choice; it
 * is enough that one is allowed. GPL and AGPL by themselves, and libraries that state nothing, are
 * refused.
 */
final class Licences {
  /** By SPDX identifier, the spellings that projects use. */
  private static final Map<String, Pattern> ALLOWED = new LinkedHashMap<>();

  /** Libraries whose metadata state none that the bill of materials can tell, looked up by hand. */
  private static final Map<String, String> REVIEWED =
      Map.of(
          // A jar of 2003; the licence in it is the Apache Software License 1.1. Spark's, not
          // packed.
          "oro:oro", "Apache-1.1",
          // Its POM gives two addresses: Apache's, and that of ASM's BSD. Spark's, not packed.
          "org.apache.xbean:xbean-asm9-shaded", "Apache-2.0");

  static {
    allow(
        "Apache-2.0",
        "(the )?apache[ -](public |software )?(licen[cs]e,? ?)?(version |v)?2(\\.0)?");
    allow("Apache-2.0", "https?://www.apache.org/licenses/license-2.0(.txt|.html)?");
    allow("Apache-1.1", "apache-1.1");
    allow("MIT", "(the )?mit( license)?");
    allow("MIT-0", "mit-0");
    allow(
        "BSD", "(the |new |modified |revised |[23]-clause )*bsd[ -]?([0-9][ -]clause)?( license)?");
    allow("ISC", "isc( license)?");
    allow("public domain", "public domain|cc0-1.0|cc0|unlicense|the unlicense");
    allow("EPL", "(epl|eclipse public license)[ -]*(v|version )?([12]\\.0)?");
    allow("EDL-1.0", "(edl|eclipse distribution license)[ -]*(v |v\\. |version )?1\\.0");
    allow("CDDL", "cddl([ -]1\\.[01]|/gplv2\\+ce)?|common development and distribution license.*");
    allow("MPL", "mpl[ -](1\\.1|2\\.0)|mozilla public license.*");
  }

  private Licences() {}

  private static void allow(String id, String spelling) {
    ALLOWED.merge(
        id,
        Pattern.compile(spelling),
        (a, b) -> Pattern.compile("(" + a.pattern() + ")|(" + b.pattern() + ")"));
  }

  /** A report's lines, {@code group:name version: licences}, in the order of their names. */
  static List<String> report(JsonNode bom) {
    Map<String, String> lines = new TreeMap<>();
    for (JsonNode c : bom.path("components")) {
      lines.put(name(c) + " " + c.path("version").asText(), String.join(" or ", of(c)));
    }
    return lines.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
  }

  /** Components none of whose licences is allowed, as the report has them. */
  static List<String> refused(JsonNode bom) {
    List<String> refused = new ArrayList<>();
    for (JsonNode c : bom.path("components")) {
      if (of(c).stream().noneMatch(Licences::allowed)) {
        refused.add(name(c) + ": " + of(c));
      }
    }
    return refused;
  }

  private static String name(JsonNode component) {
    return component.path("group").asText() + ":" + component.path("name").asText();
  }

  private static List<String> of(JsonNode component) {
    List<String> all = new ArrayList<>();
    for (JsonNode l : component.path("licenses")) {
      if (l.has("expression")) {
        all.addAll(List.of(l.get("expression").asText().split("\\s+OR\\s+|[()]")));
      } else {
        all.add(l.path("license").path("id").asText(l.path("license").path("name").asText()));
      }
    }
    all.removeIf(String::isBlank);
    if (all.isEmpty() && REVIEWED.containsKey(name(component))) {
      all.add(REVIEWED.get(name(component)));
    }
    return all;
  }

  private static boolean allowed(String licence) {
    String plain = licence.strip().toLowerCase(Locale.ROOT);
    return ALLOWED.values().stream().anyMatch(p -> p.matcher(plain).matches());
  }
}
