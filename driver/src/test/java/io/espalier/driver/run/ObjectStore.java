package io.espalier.driver.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Files that appear when they are closed, unless they are abandoned; none is ever renamed. */
final class ObjectStore extends FilterFileSystem {
  ObjectStore() throws IOException {
    super(new RawLocalFileSystem());
    initialize(URI.create("file:///"), new Configuration());
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("a rename is a copy and a removal here");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && fs.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return new FSDataOutputStream(new Upload(path), null);
  }

  private final class Upload extends ByteArrayOutputStream implements Abortable {
    private final Path path;
    private boolean abandoned;

    Upload(Path path) {
      this.path = path;
    }

    @Override
    public AbortableResult abort() {
      abandoned = true;
      return null;
    }

    @Override
    public void close() throws IOException {
      if (!abandoned) {
        try (FSDataOutputStream out = fs.create(path, true)) {
          writeTo(out);
        }
      }
    }
  }
}
