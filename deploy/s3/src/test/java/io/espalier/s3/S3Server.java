package io.espalier.s3;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An S3 server on the loopback, s3proxy in a process of its own, with one bucket. */
final class S3Server implements AutoCloseable {
  private static final String BUCKET = "espalier";

  private final Process process;
  private final String endpoint;

  private S3Server(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts it; it answers when this returns.
   *
   * @param folder for its objects, settings and log
   */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    String endpoint;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      endpoint = "http://127.0.0.1:" + free.getLocalPort();
    }
    Path objects = Files.createDirectories(folder.resolve("objects"));
    Path settings = folder.resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=" + endpoint,
            "s3proxy.authorization=none",
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + objects,
            "jclouds.identity=none",
            "jclouds.credential=none"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                Path.of("target", "s3proxy.jar").toAbsolutePath().toString(),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    S3Server server = new S3Server(process, endpoint);
    server.makeBucket(folder.resolve("s3proxy.log"));
    return server;
  }

  private void makeBucket(Path log) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(endpoint + "/" + BUCKET))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    while (true) {
      try {
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return;
        }
        throw new IOException("the S3 server says " + answer.statusCode() + ": " + answer.body());
      } catch (ConnectException e) {
        if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new IOException("the S3 server has ended: " + Files.readString(log), e);
        }
      }
    }
  }

  /** Hadoop's settings for {@code s3a:}, key and value in turn. */
  List<String> hadoop() {
    return List.of(
        "fs.s3a.endpoint", endpoint,
        "fs.s3a.path.style.access", "true",
        "fs.s3a.connection.ssl.enabled", "false",
        "fs.s3a.access.key", "any",
        "fs.s3a.secret.key", "any");
  }

  /** An address in the bucket. */
  String at(String path) {
    return "s3a://" + BUCKET + "/" + path;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
