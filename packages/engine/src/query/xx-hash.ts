/** XXH64 of bytes with the seed 0. */
export function xxHash64(bytes: Uint8Array): bigint {
  const { high, low } = new XxHash64().update(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/**
 * XXH64 of bytes with the seed 0 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), in halves of 32 bits: a
 * `bigint` for each step takes twenty times as long.
 */
export class XxHash64 {
  /** The hash of what was hashed last, as integers from -2^31. */
  high = 0;
  low = 0;
  /** The four lanes of the long form: high and low half of each. */
  private readonly lanes = new Int32Array(8);

  /** Hashes the first `length` bytes of a buffer. */
  update(bytes: Buffer, length: number): this {
    let at = 0;
    if (length < 32) this.set(P5_HIGH, P5_LOW);
    else {
      at = this.addStripes(bytes, length);
      this.joinLanes();
    }
    this.add(0, length);
    for (; at + 8 <= length; at += 8) {
      const [high, low] = [this.high, this.low];
      this.set(0, 0);
      this.round(bytes.readInt32LE(at + 4), bytes.readInt32LE(at));
      this.set(this.high ^ high, this.low ^ low);
      this.rotate(27);
      this.multiply(P1_HIGH, P1_LOW);
      this.add(P4_HIGH, P4_LOW);
    }
    if (at + 4 <= length) {
      const [high, low] = [this.high, this.low];
      this.set(0, bytes.readInt32LE(at));
      this.multiply(P1_HIGH, P1_LOW);
      this.set(this.high ^ high, this.low ^ low);
      this.rotate(23);
      this.multiply(P2_HIGH, P2_LOW);
      this.add(P3_HIGH, P3_LOW);
      at += 4;
    }
    for (; at < length; at++) {
      const [high, low] = [this.high, this.low];
      this.set(0, bytes[at]!);
      this.multiply(P5_HIGH, P5_LOW);
      this.set(this.high ^ high, this.low ^ low);
      this.rotate(11);
      this.multiply(P1_HIGH, P1_LOW);
    }
    this.mix();
    return this;
  }

  private addStripes(bytes: Buffer, length: number): number {
    const { lanes } = this;
    lanes.set(FIRST_LANES);
    let at = 0;
    for (; at + 32 <= length; at += 32) {
      for (let lane = 0; lane < 8; lane += 2) {
        this.set(lanes[lane]!, lanes[lane + 1]!);
        this.round(bytes.readInt32LE(at + lane * 4 + 4), bytes.readInt32LE(at + lane * 4));
        lanes[lane] = this.high;
        lanes[lane + 1] = this.low;
      }
    }
    return at;
  }

  private joinLanes(): void {
    const { lanes } = this;
    let high = 0;
    let low = 0;
    for (let lane = 0; lane < 4; lane++) {
      this.set(lanes[lane * 2]!, lanes[lane * 2 + 1]!);
      this.rotate(LANE_ROTATIONS[lane]!);
      this.add(high, low);
      [high, low] = [this.high, this.low];
    }
    for (let lane = 0; lane < 4; lane++) {
      this.set(0, 0);
      this.round(lanes[lane * 2]!, lanes[lane * 2 + 1]!);
      this.set(this.high ^ high, this.low ^ low);
      this.multiply(P1_HIGH, P1_LOW);
      this.add(P4_HIGH, P4_LOW);
      [high, low] = [this.high, this.low];
    }
  }

  /** What 64 bits of input make of a lane. */
  private round(inputHigh: number, inputLow: number): void {
    const [high, low] = [this.high, this.low];
    this.set(inputHigh, inputLow);
    this.multiply(P2_HIGH, P2_LOW);
    this.add(high, low);
    this.rotate(31);
    this.multiply(P1_HIGH, P1_LOW);
  }

  private mix(): void {
    this.set(this.high, this.low ^ (this.high >>> 1));
    this.multiply(P2_HIGH, P2_LOW);
    const { high, low } = this;
    this.set(high ^ (high >>> 29), low ^ ((low >>> 29) | (high << 3)));
    this.multiply(P3_HIGH, P3_LOW);
    this.low ^= this.high;
  }

  private set(high: number, low: number): void {
    this.high = high;
    this.low = low;
  }

  private add(high: number, low: number): void {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
    this.low = sum | 0;
  }

  /** @param bits From 1 to 31. */
  private rotate(bits: number): void {
    const { high, low } = this;
    this.high = (high << bits) | (low >>> (32 - bits));
    this.low = (low << bits) | (high >>> (32 - bits));
  }

  /** Of the product, the lower 64 bits. */
  private multiply(high: number, low: number): void {
    const [a, b] = [this.low & 0xffff, this.low >>> 16];
    const [c, d] = [low & 0xffff, low >>> 16];
    const lowest = a * c;
    const middle = a * d + (lowest >>> 16);
    const other = b * c + (middle & 0xffff);
    const carried = b * d + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000);
    this.high = (Math.imul(this.high, low) + Math.imul(this.low, high) + (carried | 0)) | 0;
    this.low = ((other & 0xffff) << 16) | (lowest & 0xffff);
  }
}

const [P1_HIGH, P1_LOW] = [0x9e3779b1 | 0, 0x85ebca87 | 0];
const [P2_HIGH, P2_LOW] = [0xc2b2ae3d | 0, 0x27d4eb4f];
const [P3_HIGH, P3_LOW] = [0x165667b1, 0x9e3779f9 | 0];
const [P4_HIGH, P4_LOW] = [0x85ebca77 | 0, 0xc2b2ae63 | 0];
const [P5_HIGH, P5_LOW] = [0x27d4eb2f, 0x165667c5];
/** Prime 1 + prime 2, prime 2, 0, -prime 1. */
const FIRST_LANES: Int32Array = Int32Array.of(
  ...[0x60ea27ee | 0, 0xadc0b5d6 | 0, P2_HIGH, P2_LOW, 0, 0, 0x61c8864e, 0x7a143579],
);
const LANE_ROTATIONS: readonly number[] = [1, 7, 12, 18];
