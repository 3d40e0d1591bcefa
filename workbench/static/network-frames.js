// The frames of one scenario: bytes by week and unit, between weeks and for units that stand for those below them.

export const NO_VALUE = 255;
const STEPS = 254;

export class Frames {
  constructor(given, structure) {
    this.bytes = given.values;
    this.ofWeek = given.of_week;
    this.structure = structure;
    this.means = new Map();
  }

  get weeks() {
    return this.ofWeek.length;
  }

  row(number) {
    const { count } = this.structure;
    return this.bytes.subarray(number * count, (number + 1) * count);
  }

  // For each unit the mean of the last units at or below it, weighted by headcount.
  meansBelow(number) {
    if (this.means.has(number)) return this.means.get(number);
    const { count, superior, headcount, first } = this.structure;
    const row = this.row(number), sum = new Float64Array(count), heads = new Float64Array(count);
    for (let unit = count - 1; unit >= 0; unit--) {
      if (first[unit] < 0 && row[unit] !== NO_VALUE) {
        sum[unit] = row[unit] * headcount[unit];
        heads[unit] = headcount[unit];
      }
      if (unit > 0) {
        sum[superior[unit]] += sum[unit];
        heads[superior[unit]] += heads[unit];
      }
    }
    const means = new Uint8Array(count);
    for (let unit = 0; unit < count; unit++) means[unit] = heads[unit] > 0 ? Math.round(sum[unit] / heads[unit]) : NO_VALUE;
    this.means.set(number, means);
    return means;
  }

  rowsAt(week) {
    const last = this.weeks - 1;
    const place = Math.max(0, Math.min(week, last));
    const low = Math.floor(place);
    const from = this.ofWeek[low], to = this.ofWeek[Math.min(low + 1, last)];
    return { from, to, part: from === to ? 0 : place - low };
  }

  // Fill in the byte of each unit at a time between weeks; closed units show the mean below them.
  fill(week, closed, into) {
    const { from, to, part } = this.rowsAt(week);
    const a = this.row(from), b = this.row(to);
    const count = this.structure.count;
    if (part === 0) into.set(a);
    else {
      for (let unit = 0; unit < count; unit++) {
        const one = a[unit], two = b[unit];
        into[unit] = one === NO_VALUE || two === NO_VALUE ? (part < 0.5 ? one : two) : one + (two - one) * part + 0.5;
      }
    }
    if (!closed.length) return;
    const below = this.meansBelow(from), next = this.meansBelow(to);
    for (const unit of closed) {
      const one = below[unit], two = next[unit];
      into[unit] = one === NO_VALUE || two === NO_VALUE ? (part < 0.5 ? one : two) : one + (two - one) * part + 0.5;
    }
  }
}

export function valueOf(byte, scale) {
  return byte === NO_VALUE ? NaN : scale.low + ((scale.high - scale.low) * byte) / STEPS;
}

export function meanOf(bytes, units, headcount, scale) {
  let sum = 0, heads = 0;
  for (const unit of units) {
    if (bytes[unit] === NO_VALUE) continue;
    sum += bytes[unit] * headcount[unit];
    heads += headcount[unit];
  }
  return heads > 0 ? scale.low + ((scale.high - scale.low) * (sum / heads)) / STEPS : NaN;
}
