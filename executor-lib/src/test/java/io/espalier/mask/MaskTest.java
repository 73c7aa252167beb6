package io.espalier.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
  private static Mask random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BitSet pruned = new BitSet();
    for (int i = 0; i < size; i++) {
      pruned.set(i, random.nextInt(3) == 0);
    }
    return Mask.full(size).without(pruned);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 63, 64, 65, 127, 128, 130})
  void countsAndWalksLikeALoopOverSingleBits(int size) {
    Mask mask = random(size, size);
    mask.check();
    Mask.full(size).check();
    assertThat(Mask.full(size).survivors(0, size)).isEqualTo(size);
    for (int from = 0; from <= size; from++) {
      int count = 0;
      int next = size;
      for (int i = size - 1; i >= from; i--) {
        next = mask.survives(i) ? i : next;
      }
      assertThat(mask.next(from)).isEqualTo(next);
      for (int to = from; to <= size; to++) {
        assertThat(mask.survivors(from, to)).as("[%d, %d)", from, to).isEqualTo(count);
        count += to < size && mask.survives(to) ? 1 : 0;
      }
    }
  }

  @Test
  void listsTheIndicesOfItsSurvivors() {
    assertThat(Mask.full(5).without(1, 3).indices()).containsExactly(0, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 130})
  void combinesBitByBit(int size) {
    Mask a = random(size, 1);
    Mask b = random(size, 2);
    a.and(b).check();
    a.or(b).check();
    for (int i = 0; i < size; i++) {
      assertThat(a.and(b).survives(i)).isEqualTo(a.survives(i) && b.survives(i));
      assertThat(a.or(b).survives(i)).isEqualTo(a.survives(i) || b.survives(i));
    }
    assertThat(a.and(a)).isEqualTo(a);
    assertThat(a.or(Mask.full(size))).isEqualTo(Mask.full(size));
  }

  @Test
  void jaccardIsSharedOverAll() {
    Mask a = Mask.full(70).without(0, 1, 66); // of [0, 4): 2 3
    Mask b = Mask.full(70).without(2, 66); //             0 1 3
    assertThat(a.jaccard(b, 0, 4)).isEqualTo(1 / 4.0);
    assertThat(a.jaccard(b, 66, 67)).as("both empty").isEqualTo(1);
    assertThat(a.jaccard(b, 4, 70)).isEqualTo(1);
    assertThat(a.jaccard(b, 0, 70)).isEqualTo(66 / 69.0);
    assertThat(b.jaccard(a, 0, 70)).isEqualTo(66 / 69.0);
  }

  @Test
  void refusesToMeetAMaskOfAnotherSize() {
    assertThatThrownBy(() -> Mask.full(3).and(Mask.full(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("masks of 3 and 4 values");
  }

  @Test
  void refusesToPruneBehindItsEnd() {
    BitSet far = new BitSet();
    far.set(3);
    assertThatThrownBy(() -> Mask.full(3).without(far))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isEqualBySizeAndBits() {
    assertThat(random(130, 5)).isEqualTo(random(130, 5)).hasSameHashCodeAs(random(130, 5));
    assertThat(Mask.full(130)).isNotEqualTo(Mask.full(130).without(129));
    assertThat(Mask.full(3).without(2)).isNotEqualTo(Mask.full(2));
  }

  @Test
  void hashesItsWordsThenItsSize() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(-1L & ~0b10);
    out.writeLong(0b11);
    out.writeInt(66);
    String expected =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    assertThat(Mask.full(66).without(1).sha256()).isEqualTo(expected);
    assertThat(Mask.full(3).without(2).sha256())
        .as("same bits, other size")
        .isNotEqualTo(Mask.full(2).sha256());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 65, 130})
  void comesBackFromItsFile(int size) {
    Mask mask = random(size, 3);
    Mask back = Mask.of(mask.bytes(), "mask.bin");
    back.check();
    assertThat(back).isEqualTo(mask);
    assertThat(mask.bytes()).hasSize(16 + 8 * ((size + 63) / 64));
  }

  @Test
  void refusesEveryChangedBitAndEveryOtherLength() {
    byte[] file = random(100, 4).bytes();
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] damaged = file.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Mask.of(damaged)).isInstanceOf(InputException.class);
    }
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Mask.of(cut)).isInstanceOf(InputException.class);
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThatThrownBy(() -> Mask.of(longer)).isInstanceOf(InputException.class);
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    byte[] file = Mask.full(3).bytes();
    byte[] other = file.clone();
    other[7] = 2;
    assertThatThrownBy(() -> Mask.of(other, "best/mask.bin"))
        .hasMessage("best/mask.bin is a mask of version 2, expected version 1");
    assertThatThrownBy(() -> Mask.of(new byte[20], "x"))
        .hasMessage("x is not a mask file, expected the bytes ESPM at its start");
    byte[] flipped = file.clone();
    flipped[19] ^= 1;
    assertThatThrownBy(() -> Mask.of(flipped, "x"))
        .hasMessage("x is damaged, expected bytes that agree with the checksum at its end");
  }

  @Test
  void refusesBitsBehindItsLastValueThoughTheChecksumAgrees() {
    ByteBuffer file = ByteBuffer.wrap(Mask.full(3).bytes());
    file.putLong(12, 0b1111);
    CRC32 crc = new CRC32();
    crc.update(file.array(), 0, 20);
    file.putInt(20, (int) crc.getValue());
    assertThatThrownBy(() -> Mask.of(file.array(), "x"))
        .hasMessage("x has bits set behind its last value, expected zeros there");
  }

  @Test
  void travelsAsABitAValue() throws Exception {
    Mask mask = random(64_000, 6);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(mask);
    }
    assertThat(bytes.size()).isLessThan(8_000 + 150);
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(mask);
    }
  }
}
