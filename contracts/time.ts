import { z } from 'zod';

/** Milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An instant on the wire: ISO 8601 with a zone, e.g. `2026-11-22T03:04:05.678Z`. */
export const Instant = z.iso.datetime({ offset: true });
export type Instant = z.infer<typeof Instant>;

/** IANA zone name, e.g. `Asia/Tokyo`. */
export const TimeZone = z.string().min(1).max(64);

/** The languages the product speaks. Customers may write others; then the conversation keeps the nearest of these. */
export const Language = z.enum(['ja', 'en']);
export type Language = z.infer<typeof Language>;
