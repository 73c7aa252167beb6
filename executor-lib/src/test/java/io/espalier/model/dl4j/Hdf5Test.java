package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.hdf5.Attribute;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.Group;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.PredType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Hdf5Test {
  @TempDir Path dir;

  private H5File file(String name) {
    return new H5File(dir.resolve(name).toString(), hdf5.H5F_ACC_TRUNC());
  }

  @Test
  void allThatHdf5OpenedIsFreedWhenTheReadingEndsAndNothingElse() throws Exception {
    List<Pointer> opened = new ArrayList<>();
    INDArray array =
        Hdf5.read(
            () -> {
              H5File f = file("a.h5");
              Group g = f.createGroup("g");
              Attribute a = g.createAttribute("n", PredType.NATIVE_INT(), new DataSpace(0));
              opened.addAll(List.of(f, g, a));
              assertThat(opened).noneMatch(p -> p.isNull());
              return Nd4j.createFromArray(1f, 2f);
            });

    assertThat(opened).hasSize(3).allMatch(p -> p.isNull());
    assertThat(array.data().pointer().isNull()).isFalse();
    assertThat(array.sumNumber().doubleValue()).isEqualTo(3);
  }

  @Test
  void aReadingThatFailsLeavesNothingOpen() {
    List<Pointer> opened = new ArrayList<>();

    assertThatThrownBy(
            () ->
                Hdf5.read(
                    () -> {
                      H5File f = file("b.h5");
                      opened.add(f);
                      return f.openGroup("absent");
                    }))
        .isInstanceOf(RuntimeException.class);

    assertThat(opened).hasSize(1).allMatch(p -> p.isNull());
  }
}
