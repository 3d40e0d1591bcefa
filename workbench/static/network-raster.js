// Discs written pixel by pixel: thousands of them sixty times a second, with or without a graphics card.

// What is good is light where there is much of it (viridis: Smith & van der Walt 2015, https://bids.github.io/colormap),
// what is bad is dark where there is much of it (BuPu: Brewer, https://colorbrewer2.org): in both, dark is worse. Both are safe for
// the colour-blind, and vermillion rings stand out on them.
const GOOD = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];
const BAD = ["#cfdfed", "#bfd3e6", "#9ebcda", "#8c96c6", "#8c6bb1", "#88419d", "#810f7c", "#4d004b"];
export const NO_VALUE_COLOUR = [205, 205, 205];

export function parts(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}

export function colourAt(anchors, share) {
  const place = share * (anchors.length - 1), low = Math.min(Math.floor(place), anchors.length - 2), part = place - low;
  const a = parts(anchors[low]), b = parts(anchors[low + 1]);
  return a.map((value, channel) => Math.round(value + (b[channel] - value) * part));
}

export function anchorsOf(scale) {
  return scale.good > 0 ? GOOD : BAD;
}

// The ring of a unit to which a handover broke: vermillion.
const RING = (0x00 << 16) | (0x5e << 8) | 0xd5;

// One colour a byte, without its opacity, in the order in which the memory of a picture holds it.
export function coloursOf(scale) {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const [red, green, blue] = byte === 255 ? NO_VALUE_COLOUR : colourAt(anchorsOf(scale), byte / 254);
    table[byte] = (blue << 16) | (green << 8) | red;
  }
  return table;
}

const SPRITES = new Map();

export function spriteOf(diameter) {
  if (SPRITES.has(diameter)) return SPRITES.get(diameter);
  const radius = diameter / 2, across = [], down = [], opacity = [], rim = [];
  for (let row = 0; row < diameter; row++) {
    for (let column = 0; column < diameter; column++) {
      const distance = Math.hypot(column + 0.5 - radius, row + 0.5 - radius);
      const share = diameter < 4 ? 1 : Math.max(0, Math.min(1, radius - distance + 0.5));
      if (share <= 0) continue;
      across.push(column);
      down.push(row);
      opacity.push(Math.round(255 * share));
      rim.push(diameter > 3 && distance > radius - Math.max(1, 0.17 * diameter) ? 1 : 0);
    }
  }
  const sprite = {
    across: Int32Array.from(across),
    down: Int32Array.from(down),
    opacity: Int32Array.from(opacity, (value) => value << 24),
    rim: Uint8Array.from(rim),
  };
  SPRITES.set(diameter, sprite);
  return sprite;
}

export class Raster {
  constructor(context, width, height) {
    this.context = context;
    this.width = width;
    this.height = height;
    this.image = context.createImageData(width, height);
    this.pixels = new Int32Array(this.image.data.buffer);
    this.discs = [];
  }

  // Say which discs there are: unit, middle and diameter in pixels. Those outside the picture are left out.
  place(discs) {
    this.pixels.fill(0);
    const { width, height } = this;
    this.discs = [];
    for (const { unit, x, y, size } of discs) {
      const diameter = Math.max(1, Math.min(160, Math.round(size)));
      const left = Math.round(x - diameter / 2), top = Math.round(y - diameter / 2);
      if (left >= width || top >= height || left + diameter <= 0 || top + diameter <= 0) continue;
      const sprite = spriteOf(diameter), kept = [];
      for (let k = 0; k < sprite.across.length; k++) {
        const column = left + sprite.across[k], row = top + sprite.down[k];
        if (column >= 0 && column < width && row >= 0 && row < height) kept.push(k);
      }
      const whole = kept.length === sprite.across.length;
      this.discs.push({ unit, sprite: whole ? sprite : part(sprite, kept), base: top * width + left });
    }
    this.shown = new Int16Array(this.discs.length).fill(-1);
    this.offsets = new Map();
    for (const disc of this.discs) disc.offsets = this.offsetsOf(disc.sprite);
  }

  offsetsOf(sprite) {
    if (!this.offsets.has(sprite)) {
      this.offsets.set(sprite, sprite.across.map((column, k) => sprite.down[k] * this.width + column));
    }
    return this.offsets.get(sprite);
  }

  // Write the discs whose byte or ring has changed. Returns whether any has.
  paint(bytes, colours, ringed) {
    const { pixels, shown, discs, width } = this;
    let top = this.height, bottom = 0;
    for (let turn = 0; turn < discs.length; turn++) {
      const disc = discs[turn], byte = bytes[disc.unit], ring = ringed[disc.unit], state = byte + 256 * ring;
      if (shown[turn] === state) continue;
      shown[turn] = state;
      const colour = colours[byte], { offsets, base } = disc, { opacity, rim, down } = disc.sprite;
      if (ring) {
        for (let k = 0; k < offsets.length; k++) pixels[base + offsets[k]] = opacity[k] | (rim[k] ? RING : colour);
      } else {
        for (let k = 0; k < offsets.length; k++) pixels[base + offsets[k]] = opacity[k] | colour;
      }
      const first = Math.floor(base / width);
      top = Math.min(top, first);
      bottom = Math.max(bottom, first + down[down.length - 1] + 1);
    }
    if (top >= bottom) return false;
    top = Math.max(top, 0);
    this.context.putImageData(this.image, 0, 0, 0, top, width, bottom - top);
    return true;
  }

  forget() {
    this.shown.fill(-1);
  }
}

function part(sprite, kept) {
  return {
    across: Int32Array.from(kept, (k) => sprite.across[k]),
    down: Int32Array.from(kept, (k) => sprite.down[k]),
    opacity: Int32Array.from(kept, (k) => sprite.opacity[k]),
    rim: Uint8Array.from(kept, (k) => sprite.rim[k]),
  };
}
