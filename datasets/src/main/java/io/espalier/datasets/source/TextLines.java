package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A second look at text files, on the driver: only to say in which line a bad row is.
 *
 * @param header whether each file's first line holds names
 */
record TextLines(InputFiles files, boolean header, Understanding row, Configuration hadoop)
    implements TableRows.Positions {
  private static final int WANTED = 5;

  /** How a line is understood. */
  interface Understanding {
    /** Empty for a line that is no row: blank, or a comment. */
    Optional<Reading> read(String line);
  }

  @Override
  public List<String> first(TableRows.RowCheck check) {
    List<String> found = new ArrayList<>();
    for (Path path : files.paths()) {
      if (found.size() < WANTED) {
        look(path, check, found);
      }
    }
    return found;
  }

  private void look(Path path, TableRows.RowCheck check, List<String> found) {
    try (BufferedReader in = InputFiles.text(path, hadoop)) {
      boolean names = header;
      long number = 0;
      for (String line = InputFiles.line(in);
          line != null && found.size() < WANTED;
          line = InputFiles.line(in)) {
        number++;
        Optional<Reading> read = row.read(line);
        if (names) {
          names = read.isEmpty();
        } else if (read.isPresent()) {
          Reading checked = check.check(read.get());
          if (!checked.isGood()) {
            found.add(path.getName() + ":" + number + ": " + checked.fault());
          }
        }
      }
    } catch (IOException e) {
      throw new InputException(path.toString(), "cannot be read: " + e.getMessage(), "text");
    }
  }
}
