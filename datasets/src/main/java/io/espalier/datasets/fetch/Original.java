package io.espalier.datasets.fetch;

import io.espalier.input.InputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A data set as its authors published it.
 *
 * @param name as the command line knows it
 * @param base URL of the folder that holds the files
 */
public record Original(String name, String base, List<RemoteFile> files) {
  /**
   * One file.
   *
   * @param archive whether it is a tar.gz to be unpacked beside it
   */
  public record RemoteFile(String name, Checksum checksum, boolean archive) {}

  /** MNIST (LeCun, Cortes, Burges); checksums of the files' content. */
  public static final Original MNIST =
      new Original(
          "mnist",
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          List.of(
              content("train-images-idx3-ubyte.gz", "6bbc9ace898e44ae57da46a324031adb"),
              content("train-labels-idx1-ubyte.gz", "a25bea736e30d166cdddb491f175f624"),
              content("t10k-images-idx3-ubyte.gz", "2646ac647ad5339dbf082846283269ea"),
              content("t10k-labels-idx1-ubyte.gz", "27ae3e4e09519cfbb04c329615203637")));

  /** Fashion-MNIST (Xiao, Rasul, Vollgraf, arXiv:1708.07747); its README's checksums. */
  public static final Original FASHION_MNIST =
      new Original(
          "fashion-mnist",
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          List.of(
              file("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
              file("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
              file("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
              file("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310")));

  /** CIFAR-10's binary version (Krizhevsky); the checksum of its page. */
  public static final Original CIFAR10 =
      new Original(
          "cifar10",
          "https://www.cs.toronto.edu/~kriz/",
          List.of(
              new RemoteFile(
                  "cifar-10-binary.tar.gz",
                  Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"),
                  true)));

  public static final List<Original> ALL = List.of(MNIST, FASHION_MNIST, CIFAR10);

  /**
   * A data set by its name.
   *
   * @throws InputException if there is none
   */
  public static Original named(String name) {
    return ALL.stream()
        .filter(o -> o.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "data set",
                    "is " + name,
                    ALL.stream().map(Original::name).collect(Collectors.joining(", "))));
  }

  /** The same files from another place, such as a mirror. */
  public Original from(String otherBase) {
    return new Original(name, otherBase.endsWith("/") ? otherBase : otherBase + "/", files);
  }

  private static RemoteFile content(String name, String md5) {
    return new RemoteFile(name, Checksum.md5OfContent(md5), false);
  }

  private static RemoteFile file(String name, String md5) {
    return new RemoteFile(name, Checksum.md5(md5), false);
  }
}
