package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class WarmingTest {
  /** A kernel that is left cold costs whoever comes to it first. */
  @Test
  void everyKernelIsRun() {
    Set<String> run = new TreeSet<>();
    Warming.warm(recording(Kernels.class, new ScalarKernels(), run));
    assertThat(run)
        .containsExactlyInAnyOrderElementsOf(
            kernels().filter(n -> !n.equals("scattered")).toList());
    Warming.warm(recording(Kernels.class, LayerExercise.separate(new ScalarKernels()), run));
    assertThat(run).containsExactlyInAnyOrderElementsOf(kernels().toList());
  }

  private static Stream<String> kernels() {
    return Stream.of(Kernels.class, FusedKernels.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(m -> Modifier.isAbstract(m.getModifiers()))
        .map(Method::getName)
        .filter(name -> !name.equals("name"));
  }

  /** Kernels that remember the names of what is called. */
  private static <T> T recording(Class<T> type, T kernels, Set<String> run) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              run.add(method.getName());
              try {
                Object result = method.invoke(kernels, arguments);
                return result instanceof Optional<?> fused
                    ? fused.map(f -> recording(FusedKernels.class, (FusedKernels) f, run))
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
