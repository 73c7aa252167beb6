package io.espalier.datasets.fetch;

import io.espalier.input.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Downloads a data set's files into a local folder. A download that broke off goes on where it
 * stopped; a file appears under its name only with the right checksum.
 */
public final class Fetcher {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(PATIENCE)
          .build();
  private final FetchListener listener;

  /** Tells {@code listener} how it goes. */
  public Fetcher(FetchListener listener) {
    this.listener = listener;
  }

  /**
   * Fetches what is not there yet, and unpacks archives.
   *
   * @param folder is made if it is missing
   * @throws InputException in one line, for a server that refuses or breaks off, a wrong checksum
   *     (the file is removed) and an archive that would write outside of {@code folder}
   */
  public void fetch(Original original, Path folder) {
    try {
      Files.createDirectories(folder);
      for (Original.RemoteFile file : original.files()) {
        Path target = folder.resolve(file.name());
        if (!Files.exists(target) || !file.checksum().fits(target)) {
          download(address(original.base() + file.name()), file, target);
        }
        if (file.archive()) {
          TarArchive.unpack(target, folder);
        }
        listener.finished(file.name());
      }
    } catch (IOException e) {
      throw new InputException(
          folder.toString(), "cannot be written: " + e.getMessage(), "a folder with room");
    }
  }

  private static URI address(String url) {
    try {
      URI address = URI.create(url);
      if ("http".equals(address.getScheme()) || "https".equals(address.getScheme())) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new InputException(url, "is no address: " + e.getMessage(), "an http or https URL");
    }
    throw new InputException(url, "is no address", "an http or https URL");
  }

  private void download(URI url, Original.RemoteFile file, Path target) throws IOException {
    Path part = target.resolveSibling(file.name() + ".part");
    long already = Files.exists(part) ? Files.size(part) : 0;
    HttpResponse<InputStream> answer = ask(url, already);
    if (already > 0 && answer.statusCode() == RANGE_NOT_SATISFIABLE) {
      // The part is complete, or longer than the file: its checksum decides.
      answer.body().close();
      if (!file.checksum().fits(part)) {
        Files.delete(part);
        already = 0;
        answer = ask(url, 0);
      }
    }
    if (already == 0 || answer.statusCode() != RANGE_NOT_SATISFIABLE) {
      receive(url, file.name(), answer, part, already);
    }
    if (!file.checksum().fits(part)) {
      Files.delete(part);
      throw new InputException(
          url.toString(),
          "gave a file with another checksum, which was removed",
          file.checksum().algorithm() + " " + file.checksum().hex());
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpResponse<InputStream> ask(URI url, long from) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new InputException(url.toString(), "cannot be reached: " + reason, "a server's answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(url.toString(), "was interrupted", "to go on: run it again");
    }
  }

  private void receive(
      URI url, String name, HttpResponse<InputStream> answer, Path part, long already)
      throws IOException {
    try (InputStream in = answer.body()) {
      int status = answer.statusCode();
      if (status != OK && status != PARTIAL) {
        throw new InputException(
            url.toString(), "answers " + status, "200; is the base URL still right");
      }
      long start = continues(answer, already) ? already : 0;
      long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
      long total = length < 0 ? -1 : start + length;
      listener.started(name, start, total);
      long there = start;
      try (OutputStream out =
          start > 0
              ? Files.newOutputStream(part, StandardOpenOption.APPEND)
              : Files.newOutputStream(part)) {
        byte[] buffer = new byte[1 << 16];
        for (int n = read(in, buffer, url, there); n >= 0; n = read(in, buffer, url, there)) {
          out.write(buffer, 0, n);
          there += n;
          listener.advanced(name, there);
        }
      }
    }
  }

  /** A server without ranges answers 200 and begins anew; one with them says where it goes on. */
  private static boolean continues(HttpResponse<?> answer, long already) {
    return answer.statusCode() == PARTIAL
        && answer
            .headers()
            .firstValue("Content-Range")
            .filter(r -> r.startsWith("bytes " + already + "-"))
            .isPresent();
  }

  private static int read(InputStream in, byte[] buffer, URI url, long there) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new InputException(
          url.toString(), "broke off after " + there + " bytes", "to go on: run it again");
    }
  }
}
