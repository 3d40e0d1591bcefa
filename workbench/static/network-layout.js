// Where every unit stands: bands by level, units of a band packed near their superiors.

const LARGEST_CELL = 44;
const SMALLEST_CELL = 1.6;
const FINE_ENOUGH = 24;
const GAP = 18;

export function openBelow(structure, choice) {
  // Open: its subordinates are drawn. What was opened or closed by hand goes before the general choice.
  const { count, band, first } = structure;
  const open = new Uint8Array(count);
  for (let unit = 0; unit < count; unit++) {
    if (first[unit] < 0) continue;
    const general = band[unit] < choice.deepest && band[first[unit]] <= choice.deepest;
    open[unit] = choice.closed.has(unit) ? 0 : choice.opened.has(unit) || general ? 1 : 0;
  }
  return open;
}

export function visibleUnits(structure, open) {
  const { count, superior } = structure;
  const visible = new Uint8Array(count);
  visible[0] = 1;
  for (let unit = 1; unit < count; unit++) {
    const above = superior[unit];
    visible[unit] = visible[above] && open[above] ? 1 : 0;
  }
  return visible;
}

export function layoutOf(structure, choice, width, height) {
  const open = openBelow(structure, choice);
  const visible = visibleUnits(structure, open);
  const { count, superior, band } = structure;
  const weight = new Float64Array(count);
  for (let unit = count - 1; unit >= 0; unit--) {
    if (!visible[unit]) continue;
    if (weight[unit] === 0) weight[unit] = 1;
    if (unit > 0) weight[superior[unit]] += weight[unit];
  }
  const start = new Float64Array(count);
  const cursor = new Float64Array(count);
  const step = width / weight[0];
  for (let unit = 0; unit < count; unit++) {
    if (!visible[unit]) continue;
    if (unit > 0) {
      start[unit] = cursor[superior[unit]];
      cursor[superior[unit]] += weight[unit] * step;
    }
    cursor[unit] = start[unit];
  }
  const bands = bandHeights(unitsByBand(structure, visible), height);
  const x = new Float32Array(count), y = new Float32Array(count), room = new Float32Array(count);
  const hangs = new Uint8Array(count);
  for (const one of bands) packBand(one, structure, weight, start, step, { x, y, room, hangs });
  const size = discSizes(structure, bands);
  const stands = standsFor(structure, visible);
  return { open, visible, bands, x, y, room, hangs, size, stands, width, height };
}

export function unitsByBand(structure, visible) {
  const units = structure.bands.map(() => []);
  for (let unit = 0; unit < structure.count; unit++) if (visible[unit]) units[structure.band[unit]].push(unit);
  return units.map((list, number) => ({ number, units: list })).filter((one) => one.units.length);
}

export function bandHeights(bands, height) {
  const gaps = GAP * (bands.length + 1);
  const least = Math.min(34, (height - gaps) / bands.length);
  const rest = Math.max(height - gaps - least * bands.length, 0);
  const shares = bands.map((one) => Math.pow(one.units.length, 0.75) - 1);
  const sum = shares.reduce((a, b) => a + b, 0) || 1;
  let top = GAP;
  return bands.map((one, place) => {
    const tall = bands.length === 1 ? height - 2 * GAP : least + (rest * shares[place]) / sum;
    const made = { ...one, top, tall };
    top += tall + GAP;
    return made;
  });
}

export function largestCell(counts, widths, tall) {
  let low = 0.01, high = Math.min(LARGEST_CELL, tall);
  const fits = (size) => {
    const rows = Math.floor(tall / size + 1e-9);
    for (const [block, number] of counts) if (Math.floor(widths.get(block) / size + 1e-9) * rows < number) return false;
    return true;
  };
  if (fits(high)) return high;
  for (let turn = 0; turn < 24; turn++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

// Units stand under their superior if the cells are then large enough, else under their superior's superior, and so on.
export function packBand(one, structure, weight, start, step, { x, y, room, hangs }) {
  const candidates = [];
  let block = Int32Array.from(one.units);
  for (;;) {
    const counts = new Map(), widths = new Map();
    for (const above of block) {
      counts.set(above, (counts.get(above) || 0) + 1);
      widths.set(above, weight[above] * step);
    }
    candidates.push({ block, counts, widths, cell: largestCell(counts, widths, one.tall) });
    if (counts.size === 1) break;
    block = block.map((above) => (structure.superior[above] < 0 ? above : structure.superior[above]));
  }
  const best = Math.max(...candidates.map((candidate) => candidate.cell));
  const chosen = candidates.find((candidate) => candidate.cell >= Math.min(FINE_ENOUGH, 0.6 * best));
  const inOneRow = Math.min(LARGEST_CELL, one.tall, ...[...chosen.counts].map(([above, n]) => chosen.widths.get(above) / n));
  one.cell = inOneRow >= 0.75 * chosen.cell ? inOneRow : chosen.cell;
  one.stacked = false;
  const placed = new Map();
  one.units.forEach((unit, turn) => {
    const above = chosen.block[turn];
    const number = chosen.counts.get(above), wide = chosen.widths.get(above);
    const columns = Math.max(1, Math.floor(wide / one.cell + 1e-9));
    const rows = Math.ceil(number / columns), used = Math.ceil(number / rows);
    one.stacked = one.stacked || rows > 1;
    const place = placed.get(above) || 0;
    placed.set(above, place + 1);
    // A few units of a block are spread over its width rather than heaped in its middle.
    const pitch = rows === 1 ? wide / used : Math.min(wide / used, one.cell * 1.25);
    const left = start[above] + (wide - used * pitch) / 2;
    x[unit] = left + (Math.floor(place / rows) + 0.5) * pitch;
    y[unit] = one.top + (rows === 1 ? (one.tall - one.cell) / 2 : 0) + ((place % rows) + 0.5) * one.cell;
    // In a column a unit hangs from the one above it where both have the same superior: no line of its own.
    const neighbour = turn > 0 && place % rows > 0 ? one.units[turn - 1] : -1;
    hangs[unit] = neighbour >= 0 && structure.superior[neighbour] === structure.superior[unit] ? 1 : 0;
    room[unit] = rows === 1 ? pitch : one.cell;
  });
}

// The area of a disc tells the headcount, among units of one band.
export function discSizes(structure, bands) {
  const size = new Float32Array(structure.count);
  for (const one of bands) {
    let most = 0;
    for (const unit of one.units) most = Math.max(most, structure.headcount[unit]);
    for (const unit of one.units) {
      const share = most > 0 ? Math.sqrt(structure.headcount[unit] / most) : 1;
      size[unit] = one.cell * 0.86 * Math.max(share, 0.34);
    }
  }
  return size;
}

export function standsFor(structure, visible) {
  const stands = new Int32Array(structure.count);
  for (let unit = 1; unit < structure.count; unit++) stands[unit] = visible[unit] ? unit : stands[structure.superior[unit]];
  return stands;
}

// The deepest band whose units are still seen as something.
export function deepestSeen(structure, width, height) {
  for (let deepest = structure.bands.length - 1; deepest > 0; deepest--) {
    const layout = layoutOf(structure, { deepest, opened: new Set(), closed: new Set() }, width, height);
    if (layout.bands.every((one) => one.cell >= SMALLEST_CELL)) return deepest;
  }
  return 0;
}
