package io.espalier.train.sparse;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints them beside the peak of the same run: GFLOP/s count surviving
 * weights alone.
 */
public final class KernelTable {
  private KernelTable() {}

  /**
   * Runs.
   *
   * @param args {@code kernels}, {@code crossover} or a part of a benchmark's name; seconds of an
   *     iteration; the file for JMH's own results
   */
  public static void main(String[] args) throws RunnerException {
    TimeValue time = TimeValue.milliseconds((long) (1000 * Double.parseDouble(args[1])));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("PeakBenchmark")
            .include("(?i)" + args[0])
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(1)
            .warmupIterations(4)
            .warmupTime(time)
            .measurementIterations(5)
            .measurementTime(time)
            .jvmArgs(
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseG1GC",
                "-Xmx2g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
            .resultFormat(ResultFormatType.JSON)
            .result(args[2]);
    print(new Runner(options.build()).run(), System.out);
  }

  private static void print(Collection<RunResult> results, PrintStream out) {
    double peak =
        results.stream()
            .filter(r -> r.getParams().getBenchmark().endsWith(".peak"))
            .mapToDouble(r -> PeakBenchmark.OPERATIONS / median(r) / 1e3)
            .max()
            .orElseThrow();
    out.printf(Locale.ROOT, "%nFMA peak of this core in this run: %.1f GFLOP/s%n", peak);
    Map<String, String> lines = new TreeMap<>();
    for (RunResult r : results) {
      if (r.getParams().getParam("shape") != null) {
        String line = line(r, peak);
        lines.put(line, line);
      }
    }
    lines.values().forEach(out::println);
  }

  private static String line(RunResult r, double peak) {
    LayerShape shape = LayerShape.valueOf(r.getParams().getParam("shape"));
    String benchmark = r.getParams().getBenchmark();
    String what = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    String density = r.getParams().getParam("density");
    double sparsity =
        density == null
            ? Double.parseDouble(r.getParams().getParam("sparsity"))
            : 1 - Double.parseDouble(density);
    String blocked = r.getParams().getParam("blocked");
    double forwards = what.equals("forward") ? 1 : what.equals("backward") ? 2 : 3;
    double operations = forwards * new LayerBench(shape, sparsity, true).operations();
    double micros = median(r);
    double gigaflops = operations / micros / 1e3;
    return String.format(
        Locale.ROOT,
        "%-22s %-9s sparsity %.2f%s %10.1f us %7.1f GFLOP/s %6.1f%% of peak",
        shape,
        what,
        sparsity,
        blocked == null ? "" : blocked.equals("true") ? " blocked" : " sparse ",
        micros,
        gigaflops,
        100 * gigaflops / peak);
  }

  private static double median(RunResult r) {
    return r.getPrimaryResult().getStatistics().getPercentile(50);
  }
}
