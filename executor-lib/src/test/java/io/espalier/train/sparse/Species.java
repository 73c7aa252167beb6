package io.espalier.train.sparse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads the sparse engine once more for a chosen width of register: the kernels choose theirs when
 * their class is initialised. What is private to the package is so in one class loader, so that the
 * whole package is loaded anew.
 */
final class Species extends ClassLoader {
  private static final String PACKAGE = "io.espalier.train.sparse.";
  private static final String BITS = "espalier.vector.bits";

  private Species() {
    super(Species.class.getClassLoader());
  }

  /**
   * A {@link KernelExercise} of that width.
   *
   * @param bits 128, 256 or 512
   */
  @SuppressWarnings("unchecked")
  static Function<String, Map<String, float[]>> exercise(int bits) {
    String before = System.getProperty(BITS);
    System.setProperty(BITS, String.valueOf(bits));
    try {
      Species loader = new Species();
      Class.forName(VectorKernels.class.getName(), true, loader);
      var constructor =
          Class.forName(KernelExercise.class.getName(), true, loader)
              .getDeclaredConstructor(boolean.class);
      constructor.setAccessible(true);
      return (Function<String, Map<String, float[]>>) constructor.newInstance(true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      if (before == null) {
        System.clearProperty(BITS);
      } else {
        System.setProperty(BITS, before);
      }
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
