/** 0 … 1, WCAG 2.2. */
const luminance = (rgb: readonly number[]): number => {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: readonly number[], b: readonly number[]): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
};
const rgbOf = (hex: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);

/** The brand colour made readable as text on `surface`: its lightness moves until it reaches `needed`; hue and depth stay. */
export const readable = (hex: string, surface: string, needed: number): string => {
  const paper = rgbOf(surface);
  const rgb = rgbOf(hex);
  const up = luminance(paper) < 0.2;
  const max = Math.max(...rgb);
  const min = Math.min(...rgb);
  const light = (max + min) / 2;
  const depth = max === min ? 0 : (max - min) / (1 - Math.abs(2 * light - 1));
  const hue = hueOf(rgb, max, min);
  for (let step = 0; step <= 50; step += 1) {
    const l = light + ((up ? 1 - light : -light) * step) / 50;
    const tried = fromHsl(hue, depth, l);
    if (contrast(tried, paper) >= needed) return `rgb(${tried.map((c) => Math.round(c * 255)).join(' ')})`;
  }
  return up ? '#fff' : '#000';
};

const hueOf = ([r, g, b]: number[], max: number, min: number): number => {
  const d = max - min || 1;
  const [red, green, blue] = [r ?? 0, g ?? 0, b ?? 0];
  const sector =
    max === red ? (green - blue) / d : max === green ? (blue - red) / d + 2 : (red - green) / d + 4;
  return (sector * 60 + 360) % 360;
};

const fromHsl = (h: number, s: number, l: number): number[] => {
  const a = s * Math.min(l, 1 - l);
  return [0, 8, 4].map((n) => {
    const k = (n + h / 30) % 12;
    return l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  });
};
