package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class WarmingTest {
  /** A kernel that is left cold costs whoever comes to it first. */
  @Test
  void everyKernelIsRun() {
    Set<String> run = new TreeSet<>();
    Warming.warm(recording(run));
    assertThat(run)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Kernels.class.getDeclaredMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                .map(Method::getName)
                .filter(name -> !name.equals("name"))
                .toList());
  }

  /** The scalar kernels, which remember the names of what is called. */
  private static Kernels recording(Set<String> run) {
    Kernels scalar = new ScalarKernels();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              run.add(method.getName());
              try {
                return method.invoke(scalar, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
