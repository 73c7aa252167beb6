package io.espalier.model.dl4j;

import java.util.concurrent.Callable;
import org.bytedeco.hdf5.AbstractDs;
import org.bytedeco.hdf5.IdComponent;
import org.bytedeco.javacpp.PointerScope;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;

/**
 * Reads HDF5 as its native library can bear it: it is not thread-safe, and JavaCPP frees what was
 * forgotten (DL4J's importer forgets its files when it fails) on a thread of its own, perhaps while
 * the next file is being opened, which ends the JVM.
 */
final class Hdf5 {
  private Hdf5() {}

  /**
   * Reads while nobody else does, and frees all that the reading opened on this thread, whether it
   * succeeds or fails.
   */
  @SuppressWarnings({"try", "unchecked"}) // the scope is only closed; its classes come as varargs
  static <T> T read(Callable<T> reading) throws Exception {
    // DL4J's own lock. Naming it loads the class, whose static type must outlive the scope.
    synchronized (Hdf5Archive.LOCK_OBJECT) {
      org.bytedeco.hdf5.Exception.dontPrint();
      // HDF5's own objects alone: arrays of ND4J that are made meanwhile stay.
      try (PointerScope scope = new PointerScope(IdComponent.class, AbstractDs.class)) {
        return reading.call();
      }
    }
  }
}
