package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who drives a run.
 *
 * @param host for a person
 * @param id random: no two drivers have the same
 * @param machine the kernel's boot and its space of process numbers; empty where unknown
 * @param began when the process started, as its kernel counts; empty where unknown
 */
record Owner(String host, long pid, String id, String machine, String began, YarnAttempt attempt) {
  /** This process; each call is another driver. */
  static Owner here() {
    return new Owner(
        hostName(),
        ProcessHandle.current().pid(),
        UUID.randomUUID().toString(),
        machineHere(),
        began(ProcessHandle.current()),
        YarnAttempt.here());
  }

  /**
   * Whether it is known to be dead: a process of this very machine that is not there any more.
   * Hosts' names say too little, since containers may share one.
   */
  boolean dead() {
    if (machine.isEmpty() || began.isEmpty() || !machine.equals(machineHere())) {
      return false;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(p -> began(p).isEmpty() || began(p).equals(began))
        .isEmpty();
  }

  void write(ObjectNode json) {
    json.put("host", host).put("pid", pid).put("id", id);
    json.put("machine", machine).put("began", began);
    attempt.write(json);
  }

  static Owner read(JsonNode json) {
    return new Owner(
        json.path("host").asText(),
        json.path("pid").asLong(),
        json.path("id").asText(),
        json.path("machine").asText(),
        json.path("began").asText(),
        YarnAttempt.read(json));
  }

  @Override
  public String toString() {
    return host + ", process " + pid;
  }

  private static String began(ProcessHandle process) {
    Optional<Instant> start = process.info().startInstant();
    return start.map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  private static String machineHere() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
