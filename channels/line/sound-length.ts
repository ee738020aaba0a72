/** Longest sound believed, in milliseconds: 24 hours. */
const LONGEST_MS = 86_400_000;

/**
 * Length of an MP4 or M4A sound in milliseconds, from its movie header (ISO/IEC 14496-12, 8.2.2 `mvhd`): timescale and duration, in 32 or 64 bits.
 * Undefined when the bytes tell none.
 */
export const soundLengthMs = (data: Buffer): number | undefined => {
  const at = data.indexOf('mvhd', 0, 'latin1');
  if (at < 4) return undefined;
  const isLong = data[at + 4] === 1;
  const scaleAt = at + 8 + (isLong ? 16 : 8);
  if (data.length < scaleAt + (isLong ? 12 : 8)) return undefined;
  const scale = data.readUInt32BE(scaleAt);
  const length = isLong ? Number(data.readBigUInt64BE(scaleAt + 4)) : data.readUInt32BE(scaleAt + 4);
  const ms = Math.round((length / scale) * 1_000);
  return Number.isFinite(ms) && ms > 0 && ms <= LONGEST_MS ? ms : undefined;
};
