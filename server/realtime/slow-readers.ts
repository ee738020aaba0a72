import type { Server } from 'socket.io';

interface Buffered {
  writeBuffer: { data?: unknown }[];
  transport: { socket?: { bufferedAmount?: number } };
  close(discard?: boolean): void;
}

const unsentOf = ({ writeBuffer, transport }: Buffered): number => {
  const waiting = writeBuffer.reduce(
    (sum, { data }) => sum + (typeof data === 'string' ? data.length : 0),
    0,
  );
  return waiting + (transport.socket?.bufferedAmount ?? 0);
};

/** Cuts connections that do not read what they are sent; they come back and read again by seq. Answers how many. */
export const cutSlowReaders = (io: Server, maxBytes: number): number => {
  const clients = Object.values(
    (io.engine as unknown as { clients?: Record<string, Buffered> })?.clients ?? {},
  );
  const slow = clients.filter((client) => unsentOf(client) > maxBytes);
  for (const client of slow) client.close(true);
  return slow.length;
};
