package io.espalier.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.espalier.input.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  @TempDir Path folder;
  private HttpServer server;
  private byte[] content = new byte[200_000];
  private boolean ranges = true;
  private final List<String> asked = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    new SplittableRandom(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/data/file", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(String.valueOf(range));
    int from = 0;
    int status = 200;
    if (ranges && range != null) {
      from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      status = from < content.length ? 206 : 416;
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    int length = Math.max(0, content.length - from);
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content, content.length - length, length);
    }
  }

  private Original original(String name, byte[] expected, boolean archive) throws Exception {
    String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(expected));
    Original nowhere =
        new Original(
            "test",
            "http://nowhere.invalid/",
            List.of(new Original.RemoteFile(name, new Checksum("SHA-256", hex, false), archive)));
    return nowhere.from(
        "http://"
            + server.getAddress().getHostString()
            + ":"
            + server.getAddress().getPort()
            + "/data");
  }

  private void fetch(Original original) {
    new Fetcher(
            new FetchListener() {
              @Override
              public void started(String file, long already, long total) {
                heard.add("started " + already + " of " + total);
              }

              @Override
              public void finished(String file) {
                heard.add("finished");
              }
            })
        .fetch(original, folder);
  }

  @Test
  void fetchesOnceAndWholly() throws Exception {
    fetch(original("file", content, false));
    assertThat(folder.resolve("file")).hasBinaryContent(content);
    fetch(original("file", content, false));
    assertThat(asked).containsExactly("null");
    assertThat(heard).containsExactly("started 0 of 200000", "finished", "finished");
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    Files.write(folder.resolve("file.part"), Arrays.copyOf(content, 150_000));
    fetch(original("file", content, false));
    assertThat(folder.resolve("file")).hasBinaryContent(content);
    assertThat(asked).containsExactly("bytes=150000-");
    assertThat(heard).containsExactly("started 150000 of 200000", "finished");
    assertThat(folder.resolve("file.part")).doesNotExist();
  }

  @Test
  void aServerWithoutRangesBeginsAnew() throws Exception {
    ranges = false;
    Files.write(folder.resolve("file.part"), Arrays.copyOf(content, 150_000));
    fetch(original("file", content, false));
    assertThat(folder.resolve("file")).hasBinaryContent(content);
    assertThat(heard).containsExactly("started 0 of 200000", "finished");
  }

  @Test
  void aPartThatIsWholeAlreadyIsTakenAndOneTooLongIsNot() throws Exception {
    Files.write(folder.resolve("file.part"), content);
    fetch(original("file", content, false));
    assertThat(folder.resolve("file")).hasBinaryContent(content);
    Files.delete(folder.resolve("file"));
    Files.write(folder.resolve("file.part"), Arrays.copyOf(content, 200_001));
    fetch(original("file", content, false));
    assertThat(folder.resolve("file")).hasBinaryContent(content);
    assertThat(asked).containsExactly("bytes=200000-", "bytes=200001-", "null");
  }

  @Test
  void aWrongChecksumRemovesTheFile() throws Exception {
    Original other = original("file", new byte[] {1}, false);
    assertThatThrownBy(() -> fetch(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("/data/file gave a file with another checksum, which was removed")
        .message()
        .hasLineCount(1);
    assertThat(folder).isEmptyDirectory();
    assertThat(heard).containsExactly("started 0 of 200000");
  }

  @Test
  void aMissingFileAndAMissingServerAreTold() throws Exception {
    Original missing = original("nothing", content, false);
    assertThatThrownBy(() -> fetch(missing))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "/data/nothing answers 404, expected 200; is the base URL still right");
    assertThatThrownBy(() -> fetch(missing.from("ftp://host/")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is no address");
    server.stop(0);
    assertThatThrownBy(() -> fetch(missing))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(folder).isEmptyDirectory();
  }

  private static byte[] archive(String name, boolean link, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
      TarArchiveEntry entry =
          link ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK) : new TarArchiveEntry(name);
      if (link) {
        entry.setLinkName("/etc");
      } else {
        entry.setSize(bytes.length);
      }
      tar.putArchiveEntry(entry);
      if (!link) {
        tar.write(bytes);
      }
      tar.closeArchiveEntry();
    }
    return packed.toByteArray();
  }

  @Test
  void archivesAreUnpacked() throws Exception {
    byte[] batch = {7, 8, 9};
    content = archive("cifar-10-batches-bin/data_batch_1.bin", false, batch);
    fetch(original("file", content, true));
    assertThat(folder.resolve("cifar-10-batches-bin/data_batch_1.bin")).hasBinaryContent(batch);
  }

  @Test
  void anArchiveCannotWriteElsewhere() throws Exception {
    for (byte[] evil :
        List.of(archive("../evil", false, new byte[] {1}), archive("link", true, new byte[0]))) {
      content = evil;
      Original original = original("file", content, true);
      Path inner = Files.createDirectories(folder.resolve("inner"));
      assertThatThrownBy(() -> new Fetcher(FetchListener.NONE).fetch(original, inner))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("a link or a name that leads out of the folder");
      assertThat(folder.resolve("evil")).doesNotExist();
      assertThat(inner.resolve("link")).doesNotExist();
    }
  }

  @Test
  void theOriginalsAreKnownByName() {
    assertThat(Original.named("cifar10")).isSameAs(Original.CIFAR10);
    assertThatThrownBy(() -> Original.named("imagenet"))
        .hasMessage("data set is imagenet, expected mnist, fashion-mnist, cifar10");
  }
}
