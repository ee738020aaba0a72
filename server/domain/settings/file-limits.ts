/** Largest file that is taken in, in bytes; a channel account may ask for less. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
