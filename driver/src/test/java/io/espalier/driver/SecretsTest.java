package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model={path: 's3a://key:Hush123@bucket/model.zip'}",
        "data={format: idx, path: 'hdfs://me:Hush123@name:8020/mnist'}",
        "data={format: csv, train: 'ftp://me:Hush/123@host/a.csv'}"
      })
  void aPasswordInAnAddressIsRefusedAndNotRepeated(String set) {
    assertThatThrownBy(() -> Preflight.check(TinyRun.spec(set), new Configuration(false)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has a password in an address")
        .hasMessageNotContaining("Hush");
  }

  @Test
  void soIsOneInTheRunFoldersAndPlainAddressesAreNot() {
    assertThatThrownBy(() -> Secrets.refuse(TinyRun.spec(), "s3a://key:Hush123@bucket/runs/a"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--out has a password")
        .hasMessageNotContaining("Hush");
    for (String plain :
        new String[] {"hdfs://name:8020/runs/a@b", "s3a://bucket/runs/a", "runs/a"}) {
      assertThatCode(() -> Secrets.refuse(TinyRun.spec(), plain)).doesNotThrowAnyException();
    }
  }
}
